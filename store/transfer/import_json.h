#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/record/exchange.h"

// What the importers share. JSON of others may lack anything or have it in another type: such a
// member counts as absent.
namespace osslens::store {

// The parsed text; the error says where it is not JSON.
[[nodiscard]] Result<nlohmann::json> ParseJson(std::string_view text);

// A member of an object, or null.
[[nodiscard]] const nlohmann::json& Member(const nlohmann::json& object, const char* name);
[[nodiscard]] std::string TextOf(const nlohmann::json& object, const char* name);
// Not negative; a number below counts as absent.
[[nodiscard]] std::optional<double> NumberOf(const nlohmann::json& object, const char* name);
[[nodiscard]] uint64_t CountOf(const nlohmann::json& object, const char* name);
[[nodiscard]] bool FlagOf(const nlohmann::json& object, const char* name);
[[nodiscard]] std::optional<Microseconds> MillisecondsOf(const nlohmann::json& object,
                                                         const char* name);

// The members that our own exports have for every exchange, as ExchangeEncoder writes them: all of
// a summary but what analyzers find out anew.
void ReadSummary(const nlohmann::json& summary, Exchange& exchange);

}  // namespace osslens::store
