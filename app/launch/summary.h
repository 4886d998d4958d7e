#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/exchange_reader.h"
#include "store/record/finding_text.h"

namespace osslens::app {

// What came through while a command ran.
struct RunSummary {
  struct Cause {
    std::string title;  // of the strongest finding, or what is known without one
    int64_t count = 0;
  };

  int64_t calls = 0;
  int64_t failed = 0;
  int64_t unopened = 0;  // tunnels whose TLS stayed closed
  std::vector<std::string> clients =
      {};  // what User-Agents of the first calls name, as far as known
  // Most frequent first. Together they make up `failed`, as far as there are not too many.
  std::vector<Cause> causes = {};
};

// Of the exchanges with an id above `after`.
[[nodiscard]] Result<RunSummary> Summarise(store::ExchangeReader& reader, int64_t after,
                                           const store::FindingTextSource& texts,
                                           store::Language language);

// "12 calls by oss2 for Python, 3 failed", then a line for each cause; without a final line break.
[[nodiscard]] std::string SummaryText(const RunSummary& summary);

}  // namespace osslens::app
