#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "store/exchange_reader.h"
#include "store/filter.h"
#include "store/record/finding_text.h"
#include "web/server/api_context.h"
#include "web/server/request.h"

namespace osslens::web {

// The parameters that calls share, from the query. Errors say which parameter and what it takes.

// lang=en or zh; English when it is missing.
[[nodiscard]] Result<store::Language> LanguageOf(const Request& request);
// filter=...; holds always when it is missing. Its errors are in the language of lang=.
[[nodiscard]] Result<store::Filter> FilterOf(const Request& request, WallTime now);
// limit= 1 to 1000 (100 when missing), before=, after=, sort=.
[[nodiscard]] Result<store::PageRequest> PageOf(const Request& request);
// A parameter that is 1 or 0; false when missing.
[[nodiscard]] Result<bool> FlagOf(const Request& request, std::string_view name);

// The whole text as a number from `min` to `max`.
[[nodiscard]] std::optional<int64_t> ParseNumber(std::string_view text, int64_t min, int64_t max);

}  // namespace osslens::web
