#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace osslens::store {

// By what a list of exchanges is sorted.
struct ExchangeOrder {
  std::string expression = "e.started_at";  // SQL over `exchange AS e` that is never NULL
  bool is_descending = true;
};

// Reads "duration" (smallest first) or "-duration" (largest first). An error names the columns.
[[nodiscard]] Result<ExchangeOrder> ParseOrder(std::string_view text);

}  // namespace osslens::store
