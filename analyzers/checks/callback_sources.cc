// The parameters of an upload callback: base64 of JSON in a header, in the query or in a form.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "analyzers/checks/source_helpers.h"
#include "analyzers/oss/query.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

using nlohmann::json;
using store::Where;

// Head first, as OSS does; a form has neither header nor query.
Captured Raw(const Facts& facts, std::string_view kind) {
  const bool variables = kind == "callback-var";
  const char* header = variables ? "x-oss-callback-var" : "x-oss-callback";
  const std::string_view in_head = facts.request.Value(header);
  if (!in_head.empty()) return NonEmpty(in_head, Where::kRequestHeader, header);
  const std::string_view in_query = oss::Value(facts.request.query, kind);
  if (!in_query.empty()) return NonEmpty(in_query, Where::kRequestQuery, kind);
  const oss::FormField* field = facts.form ? facts.form->Find(kind) : nullptr;
  const bool usable = field != nullptr && field->whole;
  return NonEmpty(usable ? std::string_view(field->value) : std::string_view{}, Where::kRequestBody,
                  kind);
}

Captured CallbackRaw(const Facts& facts, std::string_view) { return Raw(facts, "callback"); }

Captured NotBase64(const Facts& facts, std::string_view kind) {
  Captured raw = Raw(facts, kind);
  if (raw.value && Base64Decode(*raw.value)) raw.value.reset();
  return raw;
}

struct Decoded {
  Captured place;
  std::optional<std::string> text;  // nullopt: not there, or no base64
  json object = json(json::value_t::discarded);
};

Decoded Decode(const Facts& facts, std::string_view kind) {
  Decoded decoded{Raw(facts, kind), std::nullopt};
  if (decoded.place.value) decoded.text = Base64Decode(*decoded.place.value);
  decoded.place.value.reset();
  if (!decoded.text) return decoded;
  json parsed = json::parse(*decoded.text, nullptr, false);
  if (parsed.is_object()) decoded.object = std::move(parsed);
  return decoded;
}

Captured NotJson(const Facts& facts, std::string_view kind) {
  Decoded decoded = Decode(facts, kind);
  if (decoded.text && !decoded.object.is_object()) decoded.place.value = *decoded.text;
  return decoded.place;
}

// A text member of the decoded object. Evidence points at its name inside the parameter.
Captured Member(const Facts& facts, std::string_view name) {
  Decoded decoded = Decode(facts, "callback");
  decoded.place.name = name;
  if (!decoded.object.is_object()) return decoded.place;
  const auto found = decoded.object.find(name);
  if (found != decoded.object.end() && found->is_string()) {
    decoded.place.value = found->get<std::string>();
  }
  return decoded.place;
}

// The object was read and the member is not there, is empty or is no text.
Captured MissingMember(const Facts& facts, std::string_view name) {
  Decoded decoded = Decode(facts, "callback");
  decoded.place.name = name;
  if (!decoded.object.is_object()) return decoded.place;
  const auto found = decoded.object.find(name);
  const bool given =
      found != decoded.object.end() && found->is_string() && !found->get<std::string>().empty();
  if (!given) decoded.place.value = found == decoded.object.end() ? "" : found->dump(-1, ' ', true);
  return decoded.place;
}

// callbackSNI is there and is no JSON boolean.
Captured OddSni(const Facts& facts, std::string_view) {
  Decoded decoded = Decode(facts, "callback");
  decoded.place.name = "callbackSNI";
  if (!decoded.object.is_object()) return decoded.place;
  const auto found = decoded.object.find("callbackSNI");
  if (found != decoded.object.end() && !found->is_boolean()) {
    decoded.place.value = found->dump(-1, ' ', true);
  }
  return decoded.place;
}

// callbackUrl without a host that could be called.
Captured BadUrl(const Facts& facts, std::string_view) {
  Captured url = Member(facts, "callbackUrl");
  const bool bad = url.value && (oss::HostOfUrl(*url.value).empty() ||
                                 url.value->find(' ') != std::string::npos);
  if (!bad) url.value.reset();
  return url;
}

Captured PrivateUrl(const Facts& facts, std::string_view) {
  Captured url = Member(facts, "callbackUrl");
  if (url.value && !oss::is_private_host(oss::HostOfUrl(*url.value))) url.value.reset();
  return url;
}

Captured UrlCount(const Facts& facts, std::string_view) {
  Captured url = Member(facts, "callbackUrl");
  if (url.value) url.value = std::to_string(Split(*url.value, ';').size());
  return url;
}

Captured RawLength(const Facts& facts, std::string_view kind) {
  Captured raw = Raw(facts, kind);
  if (raw.value) raw.value = std::to_string(raw.value->size());
  return raw;
}

// A variable whose name does not begin with "x:" or has capitals.
Captured OddVariable(const Facts& facts, std::string_view) {
  Decoded decoded = Decode(facts, "callback-var");
  if (!decoded.object.is_object()) return decoded.place;
  for (const auto& [name, value] : decoded.object.items()) {
    if (name.starts_with("x:") && name == Lower(name)) continue;
    decoded.place.value = name;
    return decoded.place;
  }
  return decoded.place;
}

constexpr auto kSources = std::to_array<Source>({
    {"callback", false, &CallbackRaw},
    {"not-base64", true, &NotBase64},
    {"not-json", true, &NotJson},
    {"raw-length", true, &RawLength},
    {"member", true, &Member},
    {"missing-member", true, &MissingMember},
    {"odd-sni", false, &OddSni},
    {"bad-callback-url", false, &BadUrl},
    {"private-callback-url", false, &PrivateUrl},
    {"callback-url-count", false, &UrlCount},
    {"odd-variable", false, &OddVariable},
});

}  // namespace

std::span<const Source> CallbackSources() { return kSources; }

}  // namespace osslens::analyzers
