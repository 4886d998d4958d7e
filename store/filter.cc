#include "store/filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <span>

#include "base/text.h"
#include "store/filter_words.h"
#include "store/record/exchange.h"
#include "store/time_span.h"

namespace osslens::store {
namespace {

constexpr int64_t kMaxNumber = std::numeric_limits<int64_t>::max();

struct Unit {
  std::string_view name;
  int64_t factor = 1;
};

constexpr std::array<Unit, 1> kNoUnits{{{"", 1}}};
constexpr std::array<Unit, 4> kSizes{{{"", 1}, {"k", 1 << 10}, {"m", 1 << 20}, {"g", 1 << 30}}};
constexpr std::array<Unit, 5> kDurations{
    {{"us", 1}, {"ms", 1000}, {"s", 1000000}, {"m", 60000000}, {"h", 3600000000}}};
constexpr std::array<Unit, 4> kAges{
    {{"s", 1000000}, {"m", 60000000}, {"h", 3600000000}, {"d", 86400000000}}};

// Digits and a unit; nullopt when it is anything else or does not fit.
std::optional<int64_t> ParseNumber(std::string_view text, std::span<const Unit> units) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || text.starts_with('-')) return std::nullopt;
  const std::string_view name = text.substr(static_cast<size_t>(end - text.data()));
  const auto unit = std::ranges::find_if(
      units, [name](const Unit& candidate) { return EqualsIgnoreCase(candidate.name, name); });
  if (unit == units.end() || number > kMaxNumber / unit->factor) return std::nullopt;
  return number * unit->factor;
}

struct Comparison {
  const char* sign = "=";
  int64_t low = 0;
  std::optional<int64_t> high;  // of a range, which has no sign
};

std::optional<Comparison> ParseComparison(std::string_view text, std::span<const Unit> units) {
  Comparison comparison;
  for (const char* sign : {">=", "<=", ">", "<", "="}) {
    if (!text.starts_with(sign)) continue;
    const auto number = ParseNumber(text.substr(std::string_view(sign).size()), units);
    if (!number) return std::nullopt;
    return Comparison{sign, *number, std::nullopt};
  }
  const size_t dash = text.find('-');
  const auto low = ParseNumber(text.substr(0, dash), units);
  if (!low) return std::nullopt;
  comparison.low = *low;
  if (dash == std::string_view::npos) return comparison;
  comparison.high = ParseNumber(text.substr(dash + 1), units);
  if (!comparison.high || *comparison.high < comparison.low) return std::nullopt;
  return comparison;
}

struct Context {
  WallTime now;
  Language language;
  std::vector<SqlValue>& values;  // each condition appends its own
};

// The SQL of one word; nullopt when its value is not what the key takes.
using Condition = std::optional<std::string>;

Condition Compare(std::string_view column, const FilterWord& word, std::span<const Unit> units,
                  Context& context) {
  const auto comparison = ParseComparison(word.value, units);
  if (!comparison) return std::nullopt;
  context.values.emplace_back(comparison->low);
  if (!comparison->high) return fmt::format("{} {} ?", column, comparison->sign);
  context.values.emplace_back(*comparison->high);
  return fmt::format("{} BETWEEN ? AND ?", column);
}

Condition MatchText(std::string_view column, const FilterWord& word, Context& context) {
  if (word.value.empty()) return std::nullopt;
  context.values.emplace_back(word.value);
  const bool is_glob = !word.is_quoted && word.value.find('*') != std::string::npos;
  return is_glob ? fmt::format("osslens_glob(?, {})", column) : fmt::format("{} = ?", column);
}

Condition MatchHost(std::string_view column, const FilterWord& word, Context& context) {
  FilterWord lower = word;
  lower.value = Lower(word.value);
  return MatchText(column, lower, context);
}

// By IN and not by EXISTS: findings are few beside exchanges, and SQLite can start from them.
Condition MatchFinding(std::string_view column, const FilterWord& word, Context& context) {
  const Condition text = MatchText(column, word, context);
  if (!text) return std::nullopt;
  return fmt::format("e.id IN (SELECT f.exchange_id FROM finding AS f WHERE {})", *text);
}

Condition MatchConfidence(std::string_view column, const FilterWord& word, Context& context) {
  Confidence known{};
  if (!FromWord(word.value, known)) return std::nullopt;
  return MatchFinding(column, word, context);
}

Condition MatchKind(std::string_view column, const FilterWord& word, Context& context) {
  ExchangeKind known{};
  if (!FromWord(word.value, known)) return std::nullopt;
  return MatchText(column, word, context);
}

// Every status of 400 and above is a failure, and failures have an index.
Condition MatchStatus(std::string_view column, const FilterWord& word, Context& context) {
  const Condition plain = Compare(column, word, kNoUnits, context);
  const auto comparison = ParseComparison(word.value, kNoUnits);
  if (!plain || !comparison) return std::nullopt;
  const bool is_failure = comparison->low >= 400 && *comparison->sign != '<';
  return is_failure ? fmt::format("(e.failed = 1 AND {})", *plain) : plain;
}

Condition MatchNumber(std::string_view column, const FilterWord& word, Context& context) {
  return Compare(column, word, kNoUnits, context);
}

Condition MatchSize(std::string_view column, const FilterWord& word, Context& context) {
  return Compare(column, word, kSizes, context);
}

Condition MatchDuration(std::string_view column, const FilterWord& word, Context& context) {
  return Compare(column, word, kDurations, context);
}

Condition MatchAge(std::string_view column, const FilterWord& word, Context& context) {
  const auto age = ParseNumber(word.value, kAges);
  if (!age) return std::nullopt;
  const int64_t now = context.now.time_since_epoch().count();
  context.values.emplace_back(now - std::min(now, *age));
  return fmt::format("{} >= ?", column);
}

Condition MatchSpan(std::string_view column, const FilterWord& word, Context& context) {
  const auto span = ParseTimeSpan(word.value);
  if (!span) return std::nullopt;
  if (span->from) context.values.emplace_back(*span->from);
  if (span->before) context.values.emplace_back(*span->before);
  if (!span->before) return fmt::format("{} >= ?", column);
  if (!span->from) return fmt::format("{} < ?", column);
  return fmt::format("({0} >= ? AND {0} < ?)", column);
}

Condition MatchState(std::string_view, const FilterWord& word, Context&) {
  if (word.value == "error") return "(e.failed = 1 AND e.failure_kind IS NOT NULL)";
  if (word.value == "failed") return "(e.failed = 1 AND e.job_healed = 0)";
  if (word.value == "healed") {
    return fmt::format("(e.failed = 1 AND e.job_healed = 1 AND NOT {})", kIsCheckSql);
  }
  if (word.value == "check")
    return fmt::format("(e.failed = 1 AND e.job_healed = 1 AND {})", kIsCheckSql);
  if (word.value == "starred") return "e.starred = 1";
  if (word.value == "noted") return "e.note IS NOT NULL";
  return std::nullopt;
}

Condition MatchNote(std::string_view column, const FilterWord& word, Context& context) {
  if (word.value.empty()) return std::nullopt;
  context.values.emplace_back(word.value);
  return fmt::format("({0} IS NOT NULL AND osslens_contains({0}, ?))", column);
}

struct Key {
  std::string_view name;
  std::string_view column;
  Condition (*compile)(std::string_view column, const FilterWord& word, Context& context);
  std::string_view takes, takes_in_chinese;
};

constexpr std::array<Key, 21> kKeys{{
    {"at", "e.started_at", MatchSpan,
     "a time span in UTC such as 2024-05-15T08:30:00Z..2024-05-15T08:31:00Z, open at one end if "
     "need be",
     "UTC 时间段，例如 2024-05-15T08:30:00Z..2024-05-15T08:31:00Z，可省略一端"},
    {"bucket", "e.bucket", MatchText, "a bucket's name; * stands for any characters",
     "存储空间的名称，* 代表任意字符"},
    {"code", "e.oss_code", MatchText,
     "an error code such as NoSuchKey; * stands for any characters",
     "错误码，例如 NoSuchKey，* 代表任意字符"},
    {"confidence", "f.confidence", MatchConfidence, "proven, likely or possible",
     "proven、likely 或 possible"},
    {"dur", "e.duration", MatchDuration, "a duration such as >2s, <=500ms or 1s-5s",
     "时长，例如 >2s、<=500ms 或 1s-5s"},
    {"ec", "e.ec", MatchText, "an EC such as 0002-00000040; * stands for any characters",
     "EC，例如 0002-00000040，* 代表任意字符"},
    {"host", "e.host", MatchHost, "a host name; * stands for any characters",
     "域名，* 代表任意字符"},
    {"id", "e.id", MatchNumber, "a number such as 17, >100 or 100-199",
     "数字，例如 17、>100 或 100-199"},
    {"is", "", MatchState,
     "error (no answer came), failed (error, status 203 or >=400, and no retry succeeded), "
     "healed (failed, then a retry succeeded), check (asked whether something is there, and it "
     "is not), starred or noted",
     "error（没有收到响应）、failed（error、状态码 203 或 >=400，且重试未成功）、"
     "healed（失败后重试成功）、check（查询某对象是否存在，结果为不存在）、"
     "starred（已加星标）或 noted（有备注）"},
    {"key", "e.access_key_id", MatchText, "an AccessKey ID; * stands for any characters",
     "AccessKey ID，* 代表任意字符"},
    {"kind", "e.kind", MatchKind, "forward, intercept, tunnel, reverse or callback",
     "forward、intercept、tunnel、reverse 或 callback"},
    {"method", "e.method", MatchText, "a method such as PUT; * stands for any characters",
     "请求方法，例如 PUT，* 代表任意字符"},
    {"note", "e.note", MatchNote, "a part of a note", "备注中的文字"},
    {"object", "e.object", MatchText, "an object's name; * stands for any characters",
     "对象的名称，* 代表任意字符"},
    {"op", "e.operation", MatchText, "an operation such as PutObject; * stands for any characters",
     "操作，例如 PutObject，* 代表任意字符"},
    {"region", "e.region", MatchText, "a region such as cn-hangzhou; * stands for any characters",
     "地域，例如 cn-hangzhou，* 代表任意字符"},
    {"request", "e.request_id", MatchText, "a request id; * stands for any characters",
     "请求 ID，* 代表任意字符"},
    {"rule", "f.rule", MatchFinding, "a rule's id; * stands for any characters",
     "规则的 ID，* 代表任意字符"},
    {"since", "e.started_at", MatchAge, "an age such as 30s, 10m, 2h or 3d",
     "距今的时间，例如 30s、10m、2h 或 3d"},
    {"size", "(e.request_bytes + e.response_bytes)", MatchSize,
     "a number of bytes such as >1M, <=64K or 1K-2K", "字节数，例如 >1M、<=64K 或 1K-2K"},
    {"status", "e.status", MatchStatus, "a number such as 403, >=400 or 400-499",
     "数字，例如 403、>=400 或 400-499"},
}};

std::string SearchFor(const std::string& word, Context& context) {
  constexpr const char* kSql =
      "(osslens_contains(e.url, ?) OR osslens_contains(e.object, ?)"
      " OR osslens_contains(e.request_id, ?)"
      " OR EXISTS (SELECT 1 FROM exchange_detail AS d WHERE d.exchange_id = e.id"
      " AND (osslens_contains(d.request_head, ?) OR osslens_contains(d.response_head, ?))))";
  context.values.insert(context.values.end(), 5, word);
  return kSql;
}

std::string NamesOf(bool (*is_wanted)(const Key& key)) {
  std::string names;
  for (const Key& key : kKeys) {
    if (!is_wanted(key)) continue;
    if (!names.empty()) names += ", ";
    names += key.name;
  }
  return names;
}

std::string KnownKeys() {
  return NamesOf([](const Key&) { return true; });
}

// Of numbers only the status has few values; notes are texts of the user.
bool has_values(const Key& key) {
  return !key.column.empty() && key.compile != MatchNumber && key.compile != MatchSize &&
         key.compile != MatchDuration && key.compile != MatchAge && key.compile != MatchSpan &&
         key.compile != MatchNote;
}

Result<std::string> Compile(std::string_view filter, const FilterWord& word, Context& context) {
  if (word.key.empty()) return SearchFor(word.value, context);
  const auto key = std::ranges::find(kKeys, word.key, &Key::name);
  if (key == kKeys.end()) {
    return FailInFilter(
        filter, context.language, word.offset,
        {fmt::format("unknown key \"{}\"; the keys are {}; quote the word to search for it",
                     word.key, KnownKeys()),
         fmt::format("没有名为“{}”的键；可用的键有 {}；要搜索这个词本身，请加引号", word.key,
                     KnownKeys())});
  }
  Condition condition = key->compile(key->column, word, context);
  if (condition) return *std::move(condition);
  return FailInFilter(filter, context.language, word.value_offset,
                      {fmt::format("{} takes {}", key->name, key->takes),
                       fmt::format("{} 的值应为{}", key->name, key->takes_in_chinese)});
}

}  // namespace

Result<Filter> ParseFilter(std::string_view filter, WallTime now, Language language) {
  const auto words = SplitFilter(filter, language);
  if (!words) return tl::unexpected(words.error());
  Filter compiled;
  Context context{now, language, compiled.values};
  for (const FilterWord& word : *words) {
    const auto condition = Compile(filter, word, context);
    if (!condition) return tl::unexpected(condition.error());
    if (&word == words->data()) {
      compiled.sql.clear();
    } else {
      compiled.sql += " AND ";
    }
    // IS NOT TRUE and not NOT: where there is nothing to compare, the opposite holds.
    compiled.sql += word.is_negated ? fmt::format("({}) IS NOT TRUE", *condition) : *condition;
  }
  return compiled;
}

Result<std::string_view> ValueColumn(std::string_view key) {
  const auto found = std::ranges::find(kKeys, key, &Key::name);
  if (found != kKeys.end() && has_values(*found)) return found->column;
  return Fail(ErrorKind::kInvalid, fmt::format("key must be one of {}", NamesOf(&has_values)));
}

int BindValues(const Filter& filter, sqlite::Statement& statement, int parameter) {
  for (const SqlValue& value : filter.values) {
    if (const auto* number = std::get_if<int64_t>(&value)) {
      statement.Bind(parameter++, *number);
    } else {
      statement.BindText(parameter++, std::get<std::string>(value));
    }
  }
  return parameter;
}

}  // namespace osslens::store
