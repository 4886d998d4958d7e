#include "store/time_span.h"

#include <charconv>
#include <chrono>

#include "base/clock.h"

namespace osslens::store {
namespace {

// Takes fixed fields off a text; once one is missing, nothing more is taken.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) {}

  int Digits(size_t count) {
    int number = 0;
    const auto field = rest_.substr(0, count);
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
    // from_chars takes a minus, which a field never has.
    is_good_ = is_good_ && field.size() == count && error == std::errc() &&
               end == field.data() + count && field.front() != '-';
    rest_.remove_prefix(field.size());
    return number;
  }

  void Expect(char expected) {
    is_good_ = is_good_ && rest_.starts_with(expected);
    if (!rest_.empty()) rest_.remove_prefix(1);
  }

  // ".5" as 500000; nothing is 0.
  int64_t Fraction() {
    if (!rest_.starts_with('.')) return 0;
    rest_.remove_prefix(1);
    int64_t unit = 1'000'000;
    int64_t micros = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9' && unit > 1) {
      unit /= 10;
      micros += unit * (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    is_good_ = is_good_ && unit < 1'000'000;
    return micros;
  }

  [[nodiscard]] bool is_at_good_end() const { return is_good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool is_good_ = true;
};

std::optional<int64_t> ParseInstant(std::string_view text) {
  using namespace std::chrono;
  FieldReader reader(text);
  const year a_year{reader.Digits(4)};
  reader.Expect('-');
  const month a_month{static_cast<unsigned>(reader.Digits(2))};
  reader.Expect('-');
  const day a_day{static_cast<unsigned>(reader.Digits(2))};
  reader.Expect('T');
  const int hour = reader.Digits(2);
  reader.Expect(':');
  const int minute = reader.Digits(2);
  reader.Expect(':');
  const int second = reader.Digits(2);
  const int64_t fraction = reader.Fraction();
  reader.Expect('Z');
  const year_month_day date{a_year, a_month, a_day};
  if (!reader.is_at_good_end() || !date.ok() || hour > 23 || minute > 59 || second > 60) {
    return std::nullopt;
  }
  const WallTime instant =
      sys_days{date} + hours{hour} + minutes{minute} + seconds{second} + Microseconds{fraction};
  return instant.time_since_epoch().count();
}

}  // namespace

std::optional<TimeSpan> ParseTimeSpan(std::string_view text) {
  const size_t dots = text.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const auto from = text.substr(0, dots);
  const auto before = text.substr(dots + 2);
  TimeSpan span;
  if (!from.empty() && !(span.from = ParseInstant(from))) return std::nullopt;
  if (!before.empty() && !(span.before = ParseInstant(before))) return std::nullopt;
  if (!span.from && !span.before) return std::nullopt;
  if (span.from && span.before && *span.before < *span.from) return std::nullopt;
  return span;
}

}  // namespace osslens::store
