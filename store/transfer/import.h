#pragma once

#include <cstdint>
#include <functional>
#include <istream>

#include "base/result.h"
#include "store/record/exchange.h"

namespace osslens::store {

struct ImportCounts {
  int64_t taken = 0;
  int64_t left_out = 0;  // entries of a HAR that are no calls over HTTP
};

struct ImportLimits {
  size_t line_bytes = size_t{64} << 20;   // of NDJSON
  size_t file_bytes = size_t{512} << 20;  // of a HAR, which is held in memory whole
};

// Reads a HAR file or our NDJSON, told by what is in it, and hands on one exchange at a time, oldest
// first as in the file. An error names the line (NDJSON) or what the file lacks; what was handed on
// before stays handed on. A failure of the sink ends the import.
[[nodiscard]] Result<ImportCounts> Import(std::istream& input,
                                          const std::function<Result<void>(Exchange)>& sink,
                                          const ImportLimits& limits = {});

}  // namespace osslens::store
