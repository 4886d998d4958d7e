#include "analyzers/oss/callback_text.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "analyzers/oss/query.h"

namespace osslens::oss {
namespace {

constexpr auto kSystemVariables = std::to_array<std::string_view>(
    {"bucket", "object", "etag", "size", "mimeType", "imageInfo.height", "imageInfo.width",
     "imageInfo.format", "crc64", "contentMd5", "vpcId", "clientIp", "reqId", "operation"});

}  // namespace

std::optional<CallbackText> FindCallbackText(const Request& request) {
  const std::string_view header = request.Value("x-oss-callback");
  const std::string_view header_var = request.Value("x-oss-callback-var");
  const std::string_view query = Value(request.query, "callback");
  const std::string_view query_var = Value(request.query, "callback-var");
  if (header.empty() && header_var.empty() && query.empty() && query_var.empty())
    return std::nullopt;
  const bool in_header = !header.empty() || (query.empty() && !header_var.empty());
  CallbackText text;
  text.place = in_header ? CallbackPlace::kHeader : CallbackPlace::kQuery;
  text.callback = header.empty() ? query : header;
  text.variables = header_var.empty() ? query_var : header_var;
  text.callback_twice = !header.empty() && !query.empty();
  text.variables_twice = !header_var.empty() && !query_var.empty();
  return text;
}

std::vector<CallbackVariable> VariablesIn(std::string_view body) {
  std::vector<CallbackVariable> all;
  for (size_t at = body.find("${"); at != std::string_view::npos; at = body.find("${", at)) {
    const size_t end = body.find('}', at);
    if (end == std::string_view::npos) break;
    all.push_back({body.substr(at + 2, end - at - 2), at, end + 1});
    at = end + 1;
  }
  return all;
}

std::string ObjectOfCallback(std::string_view body) {
  // More is no callback's body: templates have 5 KB at most.
  constexpr size_t kMostBytes = 64 * 1024;
  if (body.size() > kMostBytes) return {};
  const nlohmann::json json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return std::string(Value(ParseQuery(body), "object"));
  const auto found = json.find("object");
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::span<const std::string_view> SystemVariables() { return kSystemVariables; }

bool is_system_variable(std::string_view name) {
  return std::ranges::find(kSystemVariables, name) != kSystemVariables.end();
}

}  // namespace osslens::oss
