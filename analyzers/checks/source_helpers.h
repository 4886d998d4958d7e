#pragma once

#include <string>
#include <string_view>

#include "analyzers/checks/source.h"

namespace osslens::analyzers {

// A value when there is one to speak of: an empty text counts as "not there".
[[nodiscard]] inline Captured NonEmpty(std::string_view value, store::Where where,
                                       std::string_view name) {
  Captured captured{std::nullopt, where, std::string(name)};
  if (!value.empty()) captured.value = std::string(value);
  return captured;
}

// A statement that holds or not; `value` is what shows it.
[[nodiscard]] inline Captured When(bool holds, std::string_view value, store::Where where,
                                   std::string_view name) {
  Captured captured{std::nullopt, where, std::string(name)};
  if (holds) captured.value = std::string(value);
  return captured;
}

}  // namespace osslens::analyzers
