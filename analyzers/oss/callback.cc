#include "analyzers/oss/callback.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace osslens::oss {
namespace {

std::string TextMember(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

nlohmann::json ParseObject(std::string_view text) {
  nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  return json.is_object() ? json : nlohmann::json(nlohmann::json::value_t::discarded);
}

void ReadMembers(CallbackParameters& out) {
  const nlohmann::json json = ParseObject(out.decoded);
  out.is_json = json.is_object();
  if (!out.is_json) return;
  out.url = TextMember(json, "callbackUrl");
  out.host = TextMember(json, "callbackHost");
  out.body = TextMember(json, "callbackBody");
  out.body_type = TextMember(json, "callbackBodyType");
  const auto sni = json.find("callbackSNI");
  if (sni != json.end() && sni->is_boolean()) out.sni = sni->get<bool>();
}

void ReadVariables(std::string_view raw, CallbackParameters& out) {
  const std::optional<std::string> text = Base64Decode(raw);
  if (!text) return;
  const nlohmann::json json = ParseObject(*text);
  if (!json.is_object()) return;
  for (const auto& [name, value] : json.items()) {
    if (value.is_string()) out.variables.emplace(name, value.get<std::string>());
  }
}

// The four numbers of an IPv4 address.
std::optional<std::array<int, 4>> ReadAddress(std::string_view host) {
  std::array<int, 4> numbers{};
  const auto parts = Split(host, '.');
  if (parts.size() != numbers.size()) return std::nullopt;
  for (size_t i = 0; i < parts.size(); ++i) {
    const char* end = parts[i].data() + parts[i].size();
    const auto [stop, error] = std::from_chars(parts[i].data(), end, numbers.at(i));
    if (error != std::errc{} || stop != end || numbers.at(i) < 0 || numbers.at(i) > 255) {
      return std::nullopt;
    }
  }
  return numbers;
}

}  // namespace

std::optional<CallbackParameters> ReadCallback(const Request& request) {
  CallbackParameters out;
  out.raw = request.Value("x-oss-callback");
  out.in_header = !out.raw.empty();
  if (!out.in_header) out.raw = Value(request.query, "callback");
  if (out.raw.empty()) return std::nullopt;
  if (std::optional<std::string> text = Base64Decode(out.raw)) {
    out.is_base64 = true;
    out.decoded = std::move(*text);
    ReadMembers(out);
  }
  ReadVariables(
      out.in_header ? request.Value("x-oss-callback-var") : Value(request.query, "callback-var"),
      out);
  return out;
}

bool is_private_host(std::string_view host) {
  if (EqualsIgnoreCase(host, "localhost") || host == "::1") return true;
  const auto address = ReadAddress(host);
  if (!address) return false;
  const auto [a, b, c, d] = *address;
  return a == 127 || a == 10 || a == 0 || (a == 192 && b == 168) || (a == 169 && b == 254) ||
         (a == 172 && b >= 16 && b <= 31);
}

std::string HostOfUrl(std::string_view url) {
  url = TrimOws(url.substr(0, url.find(';')));
  if (const size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    url.remove_prefix(scheme + 3);
  }
  url = url.substr(0, url.find_first_of("/?#"));
  if (const size_t at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  return NormalizeHost(url);
}

}  // namespace osslens::oss
