#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/filter.h"
#include "store/sqlite/database.h"

namespace osslens::store {

// A value that exchanges have, and how many have it.
struct ValueCount {
  std::string value;
  int64_t count = 0;
};

// Exchanges over time, in bins of the same width; the first begins at `from`.
struct Timeline {
  struct Bin {
    int64_t failed = 0;  // and not healed by a retry
    int64_t healed = 0;
    int64_t fine = 0;
  };
  WallTime from;
  Microseconds width{0};  // of a bin; 0 when there is no exchange
  std::vector<Bin> bins;
};

// How one quantity is spread. Bin i counts values below the i-th edge and not below the one before;
// the last counts what is above all edges.
struct Spread {
  int64_t median = 0;
  int64_t p90 = 0;
  int64_t max = 0;
  std::vector<int64_t> bins;
};

struct OperationFigures {
  std::string operation;  // empty where OSS's operation is not known
  int64_t count = 0;
  int64_t failed = 0;  // and not healed
  Spread duration;     // microseconds
  Spread size;         // bytes on the wire, request and response together
};

inline constexpr std::array<int64_t, 12> kDurationEdges{
    1'000,   3'000,     10'000,    30'000,     100'000,    300'000,
    500'000, 1'000'000, 3'000'000, 10'000'000, 30'000'000, 60'000'000};
inline constexpr std::array<int64_t, 10> kSizeEdges{1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18,
                                                    1 << 20, 1 << 22, 1 << 24, 1 << 26, 1 << 28};

// Sums over the exchanges that a filter holds for. Values and Operations look at the newest
// exchanges only, so that they answer while somebody types. On the database's thread; the database
// must outlive it.
class ExchangeFigures {
 public:
  static constexpr int64_t kDefaultNewest = 100'000;

  explicit ExchangeFigures(sqlite::Database& database, int64_t newest = kDefaultNewest)
      : database_(database), newest_(newest) {}

  // The most frequent values of a key of the filter language that contain `text` (the case of ASCII
  // letters does not matter). An error names the keys whose values can be told.
  [[nodiscard]] Result<std::vector<ValueCount>> Values(const Filter& filter, std::string_view key,
                                                       std::string_view text, int64_t limit);

  // From the first to the last exchange in `bins` bins, 1 to 1000.
  [[nodiscard]] Result<Timeline> TimelineOf(const Filter& filter, int64_t bins);

  // The most frequent operations first.
  [[nodiscard]] Result<std::vector<OperationFigures>> Operations(const Filter& filter);

 private:
  sqlite::Database& database_;
  int64_t newest_;
};

}  // namespace osslens::store
