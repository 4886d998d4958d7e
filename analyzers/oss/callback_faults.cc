#include "analyzers/oss/callback_faults.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "analyzers/oss/base64_fault.h"
#include "analyzers/oss/callback.h"
#include "analyzers/oss/json_fault.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

using nlohmann::json;
using Kind = CallbackFaultKind;

// OSS documentation, "Callback": limits of the encoded parameters, of URLs, of custom variables.
constexpr size_t kMostEncodedBytes = 5 * 1024;
constexpr size_t kMostUrls = 5;
constexpr size_t kMostVariables = 10, kMostVariableBytes = 512;
constexpr size_t kShownBytes = 120;
constexpr size_t kMostDepth = 32;
constexpr const char* kJsonType = "application/json";
constexpr const char* kFormType = "application/x-www-form-urlencoded";

constexpr auto kKeys =
    std::to_array<std::string_view>({"callbackUrl", "callbackHost", "callbackBody",
                                     "callbackBodyType", "callbackSNI", "additionalHeaders"});

std::string Cut(std::string_view text) { return std::string(text.substr(0, kShownBytes)); }

std::string LettersOnly(std::string_view text) {
  std::string letters;
  for (const char c : Lower(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) letters += c;
  }
  return letters;
}

// Looks at both parameters in the order in which OSS must, and collects what it finds.
class Finder {
 public:
  explicit Finder(const CallbackText& text) : text_(text) {}

  std::vector<CallbackFault> Find() {
    if (text_.callback_twice) Add({Kind::kBothPlaces, false, "", "", 0, ""});
    if (text_.variables_twice) Add({Kind::kBothPlaces, true, "", "", 0, ""});
    if (!text_.callback.empty()) {
      callback_ = Decode(text_.callback, false);
      if (callback_.is_object()) CheckCallback();
    }
    if (!text_.variables.empty()) {
      variables_ = Decode(text_.variables, true);
      if (variables_.is_object()) CheckVariables();
    }
    if (callback_.is_object() && Text("callbackBody") != nullptr) CheckUse();
    std::ranges::stable_sort(faults_, [](const CallbackFault& a, const CallbackFault& b) {
      return is_refused(a.kind) > is_refused(b.kind);
    });
    return std::move(faults_);
  }

 private:
  void Add(CallbackFault fault) { faults_.push_back(std::move(fault)); }
  void Add(Kind kind, std::string_view member, std::string_view found, std::string corrected = "",
           size_t offset = 0) {
    Add({kind, false, std::string(member), Cut(found), offset, std::move(corrected)});
  }

  // The string of a member, or nullptr.
  [[nodiscard]] const std::string* Text(const char* member) const {
    const auto found = callback_.find(member);
    return found == callback_.end() ? nullptr : found->get_ptr<const std::string*>();
  }
  [[nodiscard]] static std::string Shown(const json& value) {
    return value.dump(-1, ' ', true, json::error_handler_t::replace);
  }

  json Decode(std::string_view raw, bool in_variables) {
    const json none(json::value_t::discarded);
    if (raw.size() > kMostEncodedBytes && text_.place != CallbackPlace::kForm) {
      Add({Kind::kTooLong, in_variables, "", std::to_string(raw.size()), kMostEncodedBytes, ""});
    }
    if (const auto fault = FindBase64Fault(raw)) {
      AddBase64Fault(raw, *fault, in_variables);
      return none;
    }
    const std::optional<std::string> text = Base64Decode(raw);
    if (const auto fault = FindJsonFault(*text)) {
      AddJsonFault(*text, *fault, in_variables);
      return none;
    }
    // Values are written out again, and the writer calls itself; nobody nests parameters.
    if (JsonDepth(*text) > kMostDepth) return none;
    json value = json::parse(*text, nullptr, false);
    if (!value.is_object()) Add({Kind::kNotObject, in_variables, "", Cut(*text), 0, ""});
    return value;
  }

  void AddBase64Fault(std::string_view raw, const Base64Fault& fault, bool in_variables) {
    Add({KindOf(fault.kind), in_variables, "", Cut(raw.substr(fault.offset)), fault.offset,
         fault.corrected});
  }

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

  void AddJsonFault(const std::string& text, const JsonFault& fault, bool in_variables) {
    CallbackFault found{Kind::kNotJson,     in_variables,
                        ToWord(fault.kind), Cut(std::string_view(text).substr(fault.offset)),
                        fault.offset,       ""};
    const std::optional<std::string> again = Base64Decode(text);
    const auto fixed = WithEscapedQuotes(text, "callbackBody");
    if (again && !text.empty() && !FindJsonFault(*again)) {
      found.kind = Kind::kEncodedTwice;
      found.member.clear();
      found.corrected = text;
    } else if (fixed && !in_variables) {
      found.kind = Kind::kQuotes;
      found.member = "callbackBody";
      found.corrected = *fixed;
    }
    Add(std::move(found));
  }

  void CheckCallback() {
    CheckUrls();
    CheckHost();
    CheckBodyType();
    CheckBody();
    CheckOthers();
    for (const auto& member : callback_.items()) {
      const std::string& key = member.key();
      if (std::ranges::find(kKeys, key) != kKeys.end()) continue;
      const auto meant = std::ranges::find_if(
          kKeys, [&key](std::string_view known) { return LettersOnly(known) == LettersOnly(key); });
      Add(Kind::kUnknownKey, key, Shown(member.value()),
          meant == kKeys.end() ? "" : std::string(*meant));
    }
  }

  void CheckUrls() {
    const auto found = callback_.find("callbackUrl");
    const std::string* text = Text("callbackUrl");
    if (text == nullptr || text->empty()) {
      return Add(Kind::kUrlMissing, "callbackUrl", found == callback_.end() ? "" : Shown(*found));
    }
    size_t count = 0;
    for (const std::string_view part : Split(*text, ';')) {
      const std::string_view url = TrimOws(part);
      if (url.empty()) continue;
      ++count;
      CheckUrl(url);
    }
    if (count > kMostUrls) Add(Kind::kUrlCount, "callbackUrl", std::to_string(count));
  }

  void CheckUrl(std::string_view url) {
    std::string_view rest = url;
    const size_t scheme = url.find("://");
    const bool https = StartsWithIgnoreCase(url, "https://");
    if (scheme != std::string_view::npos) rest.remove_prefix(scheme + 3);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    const bool odd_byte = std::ranges::any_of(url, [](char c) {
      return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F;
    });
    if (odd_byte ||
        (scheme != std::string_view::npos && !https && !StartsWithIgnoreCase(url, "http://"))) {
      return Add(Kind::kUrlInvalid, "callbackUrl", url);
    }
    if (authority.find('[') != std::string_view::npos)
      return Add(Kind::kUrlIpv6, "callbackUrl", url);
    if (!has_good_port(authority) || HostOfUrl(url).empty())
      return Add(Kind::kUrlInvalid, "callbackUrl", url);
    if (is_private_host(HostOfUrl(url))) Add(Kind::kUrlPrivate, "callbackUrl", url);
    const auto sni = callback_.find("callbackSNI");
    const bool is_sent = sni != callback_.end() && sni->is_boolean() && sni->get<bool>();
    if (https && !is_sent) Add(Kind::kHttpsWithoutSni, "callbackSNI", url, "\"callbackSNI\":true");
  }

  static bool has_good_port(std::string_view authority) {
    const size_t colon = authority.rfind(':');
    if (colon == std::string_view::npos) return true;
    const std::string_view digits = authority.substr(colon + 1);
    unsigned port = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return error == std::errc{} && stop == digits.data() + digits.size() && port > 0 &&
           port <= 65535;
  }

  void CheckHost() {
    const auto found = callback_.find("callbackHost");
    if (found == callback_.end()) return;
    const std::string* host = Text("callbackHost");
    if (host == nullptr || host->find_first_of("/ ?#@\r\n") != std::string::npos)
      Add(Kind::kHostInvalid, "callbackHost", host == nullptr ? Shown(*found) : *host);
  }

  void CheckBodyType() {
    const auto found = callback_.find("callbackBodyType");
    if (found == callback_.end()) return;
    const std::string* type = Text("callbackBodyType");
    if (type == nullptr) return Add(Kind::kTypeNoText, "callbackBodyType", Shown(*found));
    if (*type == kJsonType || *type == kFormType || type->empty()) return;
    const bool json_meant = Lower(*type).find("json") != std::string::npos;
    Add(Kind::kTypeUnknown, "callbackBodyType", *type, json_meant ? kJsonType : kFormType);
  }

  [[nodiscard]] bool is_json_type() const {
    const std::string* type = Text("callbackBodyType");
    return type != nullptr && *type == kJsonType;
  }

  void CheckBody() {
    const auto found = callback_.find("callbackBody");
    if (found == callback_.end()) return Add(Kind::kBodyMissing, "callbackBody", "");
    const std::string* body = Text("callbackBody");
    if (body == nullptr) {
      // A JSON value in the place of a string that holds one.
      return Add(Kind::kBodyNoText, "callbackBody", Shown(*found), Shown(json(Shown(*found))));
    }
    if (body->empty()) return Add(Kind::kBodyMissing, "callbackBody", "");
    CheckDollars(*body);
    std::string filled;
    size_t from = 0;
    for (const CallbackVariable& variable : VariablesIn(*body)) {
      filled.append(*body, from, variable.begin - from).append("0");
      from = variable.end;
    }
    filled.append(*body, from);
    const auto fault = FindJsonFault(filled);
    if (is_json_type()) {
      CheckQuotedVariables(*body);
      if (fault) {
        const std::string_view rest = std::string_view(filled).substr(fault->offset);
        Add(Kind::kBodyNotJson, "callbackBody", rest, "", fault->offset);
      }
    } else if (!fault && body->find_first_of("{[") == 0) {
      Add(Kind::kFormWithJson, "callbackBody", *body, "\"callbackBodyType\":\"application/json\"");
    }
  }

  void CheckDollars(const std::string& body) {
    for (size_t at = body.find('$'); at != std::string::npos; at = body.find('$', at + 1)) {
      const std::string_view rest = std::string_view(body).substr(at);
      const bool whole = rest.starts_with("${") && rest.find('}') != std::string_view::npos;
      if (whole) continue;
      std::string corrected;
      if (const size_t end = rest.find(')'); rest.starts_with("$(") && end != std::string::npos)
        corrected = "${" + std::string(rest.substr(2, end - 2)) + "}";
      return Add(Kind::kVariableForm, "callbackBody", rest, corrected, at);
    }
  }

  void CheckQuotedVariables(const std::string& body) {
    for (const auto& [name, begin, end] : VariablesIn(body)) {
      const bool quoted =
          begin > 0 && body[begin - 1] == '"' && end < body.size() && body[end] == '"';
      if (!quoted) continue;
      Add(Kind::kQuotedVariable, name, std::string_view(body).substr(begin - 1, end - begin + 2),
          body.substr(begin, end - begin), begin - 1);
    }
  }

  void CheckOthers() {
    const auto sni = callback_.find("callbackSNI");
    if (sni != callback_.end() && !sni->is_boolean())
      Add(Kind::kSniNoBoolean, "callbackSNI", Shown(*sni));
    const auto headers = callback_.find("additionalHeaders");
    if (headers == callback_.end()) return;
    if (!headers->is_object())
      return Add(Kind::kHeaderForbidden, "additionalHeaders", Shown(*headers));
    for (const auto& [name, value] : headers->items()) {
      if (StartsWithIgnoreCase(name, "x-oss-")) Add(Kind::kHeaderForbidden, name, Shown(value));
    }
  }

  void CheckVariables() {
    size_t bytes = 0;
    for (const auto& member : variables_.items()) {
      const std::string& name = member.key();
      const json& value = member.value();
      bytes += name.size() + (value.is_string() ? value.get_ref<const std::string&>().size() : 0);
      const auto add = [&](Kind kind, std::string_view found, std::string corrected) {
        Add({kind, true, name, Cut(found), 0, std::move(corrected)});
      };
      if (!name.starts_with("x:")) {
        add(Kind::kVariableName, name,
            StartsWithIgnoreCase(name, "x:") ? Lower(name) : "x:" + Lower(name));
      } else if (name != Lower(name)) {
        add(Kind::kVariableCapitals, name, Lower(name));
      }
      if (!value.is_string()) add(Kind::kVariableValue, Shown(value), Shown(json(Shown(value))));
    }
    if (variables_.size() > kMostVariables || bytes > kMostVariableBytes) {
      Add({Kind::kVariablesTooMany, true, std::to_string(variables_.size()), std::to_string(bytes),
           0, ""});
    }
  }

  // What the template uses against what is defined.
  void CheckUse() {
    // Of variables that could not be read nothing is known.
    if (!text_.variables.empty() && !variables_.is_object()) return;
    std::set<std::string, std::less<>> defined;
    if (variables_.is_object())
      for (const auto& [name, value] : variables_.items()) defined.insert(name);
    for (const auto& [name, value] : text_.form_variables) defined.insert(name);
    std::set<std::string, std::less<>> used;
    for (const CallbackVariable& variable : VariablesIn(*Text("callbackBody"))) {
      const std::string name(variable.name);
      if (!used.insert(name).second) continue;
      if (is_system_variable(name) || defined.contains(name)) continue;
      const bool custom = name.starts_with("x:");
      if (custom && !text_.has_all_variables) continue;
      Add(custom ? Kind::kVariableUndefined : Kind::kVariableUnknown, name, "${" + name + "}",
          custom ? "" : Nearest(name));
    }
    for (const std::string& name : defined) {
      if (!used.contains(name) && name.starts_with("x:"))
        Add({Kind::kVariableUnused, true, name, "", 0, ""});
    }
  }

  static std::string Nearest(std::string_view name) {
    const auto found = std::ranges::find_if(SystemVariables(), [name](std::string_view known) {
      return LettersOnly(known) == LettersOnly(name);
    });
    return found == SystemVariables().end() ? "" : "${" + std::string(*found) + "}";
  }

  const CallbackText& text_;
  json callback_ = json(json::value_t::discarded), variables_ = json(json::value_t::discarded);
  std::vector<CallbackFault> faults_;
};

}  // namespace

std::vector<CallbackFault> FindCallbackFaults(const CallbackText& text) {
  return Finder(text).Find();
}

}  // namespace osslens::oss
