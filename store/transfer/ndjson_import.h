#pragma once

#include <string_view>

#include "base/result.h"
#include "store/record/exchange.h"

namespace osslens::store {

// One line of our own NDJSON export (ndjson_export.h). Heads come back byte for byte. Ids and what
// analyzers find are left out: the exchange gets them anew. The error says what is wrong with the
// line.
[[nodiscard]] Result<Exchange> ReadNdjsonLine(std::string_view line);

}  // namespace osslens::store
