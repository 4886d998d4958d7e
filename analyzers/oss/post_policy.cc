#include "analyzers/oss/post_policy.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "analyzers/oss/base64_fault.h"
#include "analyzers/oss/dates.h"
#include "analyzers/oss/json_fault.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

using nlohmann::json;
using Kind = PolicyFaultKind;

constexpr size_t kMostDepth = 32;
constexpr size_t kShownBytes = 120;
constexpr auto kOperators =
    std::to_array<std::string_view>({"eq", "starts-with", "in", "not-in", "content-length-range"});

std::string Cut(std::string_view text) { return std::string(text.substr(0, kShownBytes)); }
std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}
std::string TextOf(const json& value) { return value.is_string() ? value.get<std::string>() : ""; }

std::string FieldOf(const json& value) {
  std::string name = TextOf(value);
  if (name.starts_with('$')) name.erase(0, 1);
  return name;
}

// OSS's policies may write \$ in a text, which JSON does not know. Offsets of the result lie behind those of `text` by the
// backslashes that were taken out.
std::string WithoutEscapedDollars(std::string_view text, std::vector<size_t>& taken_out) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '\\' && i + 1 < text.size();
    if (is_escape && text[i + 1] == '$') {
      taken_out.push_back(i);
      continue;
    }
    plain += text[i];
    if (is_escape) plain += text[++i];
  }
  return plain;
}

// ["eq", "$key", "a"]; nullopt for a range and for anything else.
std::optional<PolicyCondition> ReadArray(const json& list) {
  if (!list.is_array() || list.size() != 3 || !list[0].is_string() || !list[1].is_string()) {
    return std::nullopt;
  }
  PolicyCondition condition{Lower(TextOf(list[0])), FieldOf(list[1]), TextOf(list[2])};
  if (list[2].is_array()) {
    for (const json& value : list[2]) condition.values.push_back(TextOf(value));
  }
  condition.text = Dump(list);
  return condition;
}

size_t SkipBlanks(std::string_view text, size_t at) {
  return std::min(text.find_first_not_of(" \t\r\n", at), text.size());
}

// The byte behind the string that begins at `at`.
size_t StringEnd(std::string_view text, size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

// The byte behind the JSON value that begins at `at`. The text is JSON.
size_t ValueEnd(std::string_view text, size_t at) {
  size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = StringEnd(text, at);
    } else if (c == '{' || c == '[') {
      ++depth;
      ++at;
    } else if (depth > 0 && (c == '}' || c == ']')) {
      --depth;
      ++at;
    } else if (depth == 0) {
      at = std::min(text.find_first_of(",]} \t\r\n", at), text.size());
    } else {
      ++at;
      continue;
    }
    if (depth == 0) break;
  }
  return at;
}

// Where the value of a member of the outermost object begins; of several the last counts, as for the parser.
size_t MemberAt(std::string_view text, std::string_view name) {
  size_t found = 0;
  size_t at = SkipBlanks(text, 0) + 1;
  while ((at = SkipBlanks(text, at)) < text.size() && text[at] == '"') {
    const size_t end = StringEnd(text, at);
    const bool is_it = text.substr(at + 1, end - at - 2) == name;
    at = SkipBlanks(text, SkipBlanks(text, end) + 1);
    if (is_it) found = at;
    at = SkipBlanks(text, ValueEnd(text, at)) + 1;
  }
  return found;
}

// Where each element of the list at `at` begins.
std::vector<size_t> ElementsAt(std::string_view text, size_t at) {
  std::vector<size_t> places;
  ++at;
  while ((at = SkipBlanks(text, at)) < text.size() && text[at] != ']') {
    places.push_back(at);
    at = SkipBlanks(text, ValueEnd(text, at));
    if (at < text.size() && text[at] == ',') ++at;
  }
  return places;
}

// Reads a policy and collects what is wrong with it.
class Reader {
 public:
  PostPolicy Read(std::string_view field) {
    if (const auto fault = FindBase64Fault(field)) {
      Add(KindOf(fault->kind), fault->offset, field.substr(fault->offset), fault->corrected);
      return std::move(policy_);
    }
    policy_.is_base64 = true;
    policy_.decoded = *Base64Decode(field);
    const std::optional<json> document = Parse();
    if (!document) return std::move(policy_);
    policy_.is_json = true;
    ReadExpiration(*document);
    ReadConditions(*document);
    return std::move(policy_);
  }

 private:
  static Kind KindOf(Base64FaultKind kind) {
    switch (kind) {
      case Base64FaultKind::kPlainJson:
        return Kind::kPlainJson;
      case Base64FaultKind::kLineBreak:
        return Kind::kLineBreak;
      case Base64FaultKind::kUrlAlphabet:
        return Kind::kUrlAlphabet;
      case Base64FaultKind::kPlusLost:
        return Kind::kPlusLost;
      case Base64FaultKind::kOther:
        break;
    }
    return Kind::kNotBase64;
  }

  void Add(Kind kind, size_t offset, std::string_view found, std::string corrected = "") {
    policy_.faults.push_back({kind, offset, Cut(found), std::move(corrected)});
  }
  // Of a value of the document, as it was written there.
  void AddValue(Kind kind, size_t at, std::string corrected = "") {
    const std::string_view text = std::string_view(policy_.decoded).substr(at);
    // What a policy says of a token is the token.
    const std::string_view written = text.substr(0, ValueEnd(text, 0));
    const bool is_secret = Lower(written).find("security-token") != std::string::npos;
    Add(kind, at, is_secret ? "***" : written, std::move(corrected));
  }

  std::optional<json> Parse() {
    std::vector<size_t> taken_out;
    const std::string plain = WithoutEscapedDollars(policy_.decoded, taken_out);
    if (const auto fault = FindJsonFault(plain)) {
      size_t offset = fault->offset;
      for (const size_t at : taken_out) offset += at < offset + 1 ? 1 : 0;
      offset = std::min(offset, policy_.decoded.size());
      const auto again = Base64Decode(policy_.decoded);
      if (again && !policy_.decoded.empty() && !FindJsonFault(*again)) {
        Add(Kind::kEncodedTwice, 0, policy_.decoded, policy_.decoded);
      } else {
        const bool is_utf8 = fault->kind != JsonFaultKind::kNotUtf8;
        Add(is_utf8 ? Kind::kNotJson : Kind::kNotUtf8, offset,
            std::string_view(policy_.decoded).substr(offset));
      }
      return std::nullopt;
    }
    if (JsonDepth(plain) > kMostDepth) return std::nullopt;
    json document = json::parse(plain, nullptr, false);
    if (document.is_object()) return document;
    Add(Kind::kNotObject, 0, policy_.decoded);
    return std::nullopt;
  }

  void ReadExpiration(const json& document) {
    const auto found = document.find("expiration");
    if (found == document.end()) return Add(Kind::kNoExpiration, 0, "");
    const size_t at = MemberAt(policy_.decoded, "expiration");
    if (!found->is_string()) return AddValue(Kind::kExpirationNoText, at);
    const std::string text = found->get<std::string>();
    policy_.expiration = text;
    if (text.empty()) return AddValue(Kind::kExpirationEmpty, at);
    const std::optional<Date> date = ParseDate(text);
    if (date && date->format == DateFormat::kIsoExtended) return;
    std::string corrected;
    if (date) {
      corrected = FormatDate(date->time, DateFormat::kIsoExtended);
    } else if (std::string meant = text; meant.size() >= 19) {
      if (meant[10] == ' ') meant[10] = 'T';
      if (!meant.ends_with('Z')) meant += 'Z';
      if (ParseDate(meant)) corrected = meant;
    }
    Add(Kind::kExpirationForm, at + 1, text, corrected);
  }

  void ReadConditions(const json& document) {
    const auto found = document.find("conditions");
    if (found == document.end()) return Add(Kind::kNoConditions, 0, "");
    const size_t at = MemberAt(policy_.decoded, "conditions");
    if (!found->is_array()) return AddValue(Kind::kConditionsNoList, at);
    policy_.has_conditions = !found->empty();
    if (found->empty()) return AddValue(Kind::kConditionsEmpty, at);
    const std::vector<size_t> places = ElementsAt(policy_.decoded, at);
    for (size_t i = 0; i < found->size() && i < places.size(); ++i)
      ReadCondition((*found)[i], places[i]);
  }

  void ReadCondition(const json& condition, size_t at) {
    if (condition.is_object()) return ReadSimple(condition, at);
    if (!condition.is_array()) return AddValue(Kind::kConditionKind, at);
    const std::string name = condition.empty() ? "" : TextOf(condition[0]);
    if (Lower(name) == "content-length-range") return ReadRange(condition, at);
    const bool known = std::ranges::find(kOperators, name) != kOperators.end();
    if (!known || condition.size() != 3) return AddValue(Kind::kOperator, at);
    const bool wants_list = name == "in" || name == "not-in";
    const bool fits = wants_list ? IsListOfTexts(condition[2]) : condition[2].is_string();
    if (!TextOf(condition[1]).starts_with('$') || !fits) AddValue(Kind::kOperand, at);
    if (std::optional<PolicyCondition> read = ReadArray(condition))
      policy_.conditions.push_back(std::move(*read));
  }

  static bool IsListOfTexts(const json& value) {
    return value.is_array() &&
           std::ranges::all_of(value, [](const json& one) { return one.is_string(); });
  }

  void ReadSimple(const json& condition, size_t at) {
    if (condition.size() != 1) {
      policy_.has_odd_condition = true;
      return AddValue(Kind::kSimpleCondition, at);
    }
    const auto member = condition.begin();
    if (!member.value().is_string()) AddValue(Kind::kOperand, at);
    const std::string value = TextOf(member.value());
    PolicyCondition read{"eq", member.key(), value};
    read.text = Dump(json::array({"eq", "$" + member.key(), value}));
    policy_.conditions.push_back(std::move(read));
  }

  void ReadRange(const json& condition, size_t at) {
    if (condition.size() != 3) return AddValue(Kind::kOperator, at);
    const bool integers = condition[1].is_number_integer() && condition[2].is_number_integer();
    if (condition[1].is_number_integer()) policy_.least_bytes = condition[1].get<int64_t>();
    if (condition[2].is_number_integer()) policy_.most_bytes = condition[2].get<int64_t>();
    if (!integers) return AddValue(Kind::kRangeText, at);
    PolicyCondition read{"content-length-range", "", ""};
    read.least = *policy_.least_bytes;
    read.most = *policy_.most_bytes;
    read.text = Dump(condition);
    if (read.most < read.least) AddValue(Kind::kRangeOrder, at);
    policy_.conditions.push_back(std::move(read));
  }

  PostPolicy policy_;
};

}  // namespace

PostPolicy ReadPostPolicy(std::string_view base64) { return Reader().Read(base64); }

std::optional<PolicyCondition> ConditionOfMessage(std::string_view message) {
  const size_t open = message.find('[');
  const size_t close = message.rfind(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::nullopt;
  }
  const std::string_view quoted = message.substr(open, close - open + 1);
  if (JsonDepth(quoted) > kMostDepth) return std::nullopt;
  return ReadArray(json::parse(quoted, nullptr, false));
}

const char* ToWord(PolicyFaultKind kind) {
  constexpr auto kWords = std::to_array<const char*>(
      {"plain-json",      "url-alphabet",     "line-break",         "plus-lost",
       "not-base64",      "encoded-twice",    "not-utf8",           "not-json",
       "not-an-object",   "no-expiration",    "expiration-no-text", "expiration-empty",
       "expiration-form", "no-conditions",    "conditions-no-list", "conditions-empty",
       "condition-kind",  "simple-condition", "operator",           "operand",
       "range-text",      "range-order"});
  static_assert(kWords.size() == static_cast<size_t>(Kind::kRangeOrder) + 1);
  return kWords[static_cast<size_t>(kind)];
}

}  // namespace osslens::oss
