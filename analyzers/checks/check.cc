#include "analyzers/checks/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "analyzers/oss/credentials.h"
#include "analyzers/oss/dates.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

struct PredicateWord {
  std::string_view word;
  Predicate predicate;
};
constexpr std::array kPredicates = std::to_array<PredicateWord>({
    {"is", Predicate::kIs},
    {"is-not", Predicate::kIsNot},
    {"starts-with", Predicate::kStartsWith},
    {"like", Predicate::kLike},
    {"unlike", Predicate::kUnlike},
    {"is-integer", Predicate::kInteger},
    {"is-no-integer", Predicate::kNoInteger},
    {"equals", Predicate::kEquals},
    {"differs", Predicate::kDiffers},
    {"below", Predicate::kBelow},
    {"above", Predicate::kAbove},
    {"before", Predicate::kBefore},
});

bool takes_texts(Predicate predicate) {
  return predicate >= Predicate::kIs && predicate <= Predicate::kUnlike;
}

bool takes_operand(Predicate predicate) {
  return predicate >= Predicate::kEquals && predicate <= Predicate::kBefore;
}

// Words are separated by blanks; '...' is one word.
Result<std::vector<std::string>> SplitWords(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    const size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return words;
    text.remove_prefix(first);
    const bool quoted = text.front() == '\'';
    if (quoted) text.remove_prefix(1);
    const size_t end = text.find(quoted ? '\'' : ' ');
    if (quoted && end == std::string_view::npos) {
      return Fail(ErrorKind::kInvalid, "a quote is not closed");
    }
    words.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return words;
    text.remove_prefix(end + 1);
  }
}

std::optional<int64_t> NumberOf(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Reads checks word by word and keeps the first fault.
class CheckReader {
 public:
  explicit CheckReader(std::vector<std::string> words) : words_(std::move(words)) {}

  [[nodiscard]] Result<std::vector<Check>> Read() {
    std::vector<Check> checks;
    do {
      checks.push_back(ReadCheck());
    } while (fault_.empty() && Take("and"));
    if (fault_.empty() && next_ < words_.size()) Fault("\"and\" or the end is expected");
    if (!fault_.empty()) return Fail(ErrorKind::kInvalid, fault_);
    return checks;
  }

 private:
  void Fault(std::string_view what) {
    if (!fault_.empty()) return;
    fault_ = fmt::format("{} at {}", what,
                         next_ < words_.size() ? fmt::format("\"{}\"", words_[next_]) : "the end");
  }

  bool Take(std::string_view word) {
    if (next_ >= words_.size() || words_[next_] != word) return false;
    ++next_;
    return true;
  }

  Operand ReadOperand() {
    Operand operand;
    if (next_ < words_.size()) operand.source = FindSource(words_[next_]);
    if (operand.source == nullptr) {
      Fault("a source is expected");
      return operand;
    }
    ++next_;
    if (!operand.source->named) return operand;
    if (next_ < words_.size()) {
      operand.name = words_[next_++];
    } else {
      Fault("a name is expected");
    }
    return operand;
  }

  Check ReadCheck() {
    Check check;
    const bool negated = Take("no");
    check.operand = ReadOperand();
    if (negated) check.predicate = Predicate::kAbsent;
    if (negated || next_ >= words_.size() || words_[next_] == "and") return check;
    const auto* const found =
        std::ranges::find(kPredicates, std::string_view(words_[next_]), &PredicateWord::word);
    if (found == kPredicates.end()) {
      Fault("a predicate is expected");
      return check;
    }
    ++next_;
    check.predicate = found->predicate;
    ReadArgument(check);
    return check;
  }

  void ReadArgument(Check& check) {
    if (!takes_texts(check.predicate) && !takes_operand(check.predicate)) return;
    if (next_ >= words_.size()) return Fault("an argument is expected");
    if (takes_texts(check.predicate)) {
      for (const std::string_view text : Split(words_[next_], '|')) check.texts.emplace_back(text);
      ++next_;
      return;
    }
    check.number = NumberOf(words_[next_]);
    if (check.number) {
      ++next_;
    } else {
      check.other = ReadOperand();
    }
  }

  std::vector<std::string> words_;
  size_t next_ = 0;
  std::string fault_;
};

bool HoldsForText(Predicate predicate, const std::string& value, const std::string& text) {
  switch (predicate) {
    case Predicate::kStartsWith:
      return value.starts_with(text);
    case Predicate::kLike:
    case Predicate::kUnlike:
      return GlobMatch(text, value);
    default:
      return value == text;
  }
}

bool HoldsForTexts(const Check& check, const std::string& value) {
  const bool any = std::ranges::any_of(check.texts, [&](const std::string& text) {
    return HoldsForText(check.predicate, value, text);
  });
  return check.predicate == Predicate::kIsNot || check.predicate == Predicate::kUnlike ? !any : any;
}

bool is_integer(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool HoldsAgainst(Predicate predicate, const std::string& value, const std::string& other) {
  if (predicate == Predicate::kEquals) return value == other;
  if (predicate == Predicate::kDiffers) return value != other;
  if (predicate == Predicate::kBefore) {
    const std::optional<oss::Date> mine = oss::ParseDate(value), theirs = oss::ParseDate(other);
    return mine && theirs && mine->time < theirs->time;
  }
  const std::optional<int64_t> mine = NumberOf(value), theirs = NumberOf(other);
  if (!mine || !theirs) return false;
  return predicate == Predicate::kBelow ? *mine < *theirs : *mine > *theirs;
}

// What would give a credential away stays out of evidence: the place says enough.
bool is_secret(const Captured& captured) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "authorization", "signature",         "x-oss-signature", "x-amz-signature",
      "stringtosign",  "stringtosignbytes", "canonicalrequest"};  // these hold tokens
  const std::string name = Lower(captured.name);
  return oss::is_token_name(captured.name) || std::ranges::find(kNames, name) != kNames.end();
}

// Enough to find the place again; a body or a policy is not repeated whole.
constexpr size_t kMostEvidenceBytes = 512;

store::Evidence ToEvidence(const Captured& captured, const char* note) {
  store::Evidence evidence{captured.where, captured.name, {}, note};
  if (captured.value && !is_secret(captured)) {
    evidence.value = captured.value->substr(0, kMostEvidenceBytes);
  }
  return evidence;
}

bool HoldsOne(const Check& check, const Facts& facts, std::vector<store::Evidence>& evidence) {
  const Captured captured = check.operand.source->read(facts, check.operand.name);
  if (check.predicate == Predicate::kAbsent) {
    if (captured.value) return false;
    evidence.push_back(ToEvidence(captured, "absent"));
    return true;
  }
  if (!captured.value) return false;
  if (takes_texts(check.predicate) && !HoldsForTexts(check, *captured.value)) return false;
  if (check.predicate == Predicate::kInteger && !is_integer(*captured.value)) return false;
  if (check.predicate == Predicate::kNoInteger && is_integer(*captured.value)) return false;
  if (!takes_operand(check.predicate)) {
    evidence.push_back(ToEvidence(captured, "found"));
    return true;
  }
  if (check.number) {
    if (!HoldsAgainst(check.predicate, *captured.value, std::to_string(*check.number)))
      return false;
    evidence.push_back(ToEvidence(captured, "found"));
    return true;
  }
  const Captured other = check.other.source->read(facts, check.other.name);
  if (!other.value || !HoldsAgainst(check.predicate, *captured.value, *other.value)) return false;
  evidence.push_back(ToEvidence(captured, "compared"));
  evidence.push_back(ToEvidence(other, "compared-with"));
  return true;
}

}  // namespace

Result<AllOf> ParseChecks(std::string_view text) {
  Result<std::vector<std::string>> words = SplitWords(text);
  if (!words) return tl::unexpected(words.error());
  Result<std::vector<Check>> checks = CheckReader(std::move(*words)).Read();
  if (!checks) return tl::unexpected(checks.error());
  return AllOf{std::string(text), std::move(*checks)};
}

std::optional<std::vector<store::Evidence>> Holds(const AllOf& all, const Facts& facts) {
  std::vector<store::Evidence> evidence;
  for (const Check& check : all.checks) {
    if (!HoldsOne(check, facts, evidence)) return std::nullopt;
  }
  return evidence;
}

bool AnyHolds(const std::vector<AllOf>& alternatives, const Facts& facts) {
  return std::ranges::any_of(
      alternatives, [&facts](const AllOf& checks) { return Holds(checks, facts).has_value(); });
}

}  // namespace osslens::analyzers
