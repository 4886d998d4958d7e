#include "web/server/request.h"

#include <algorithm>

#include "base/text.h"
#include "proxy/http/framing.h"
#include "proxy/http/target.h"

namespace osslens::web {
namespace {

std::string DecodeForm(std::string_view text) {
  std::string blanks(text);
  std::replace(blanks.begin(), blanks.end(), '+', ' ');
  return PercentDecode(blanks);
}

}  // namespace

std::optional<std::string_view> Request::Parameter(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string_view Request::Field(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (EqualsIgnoreCase(key, name)) return value;
  }
  return {};
}

size_t Request::CountFields(std::string_view name) const {
  const auto has_name = [name](const auto& field) { return EqualsIgnoreCase(field.first, name); };
  return static_cast<size_t>(std::count_if(fields.begin(), fields.end(), has_name));
}

Result<Request> ToRequest(const http::RequestHead& head) {
  Request request;
  request.method = head.method;
  request.minor_version = head.minor_version;
  request.keep_alive = http::keeps_alive(head);
  for (const auto& field : head.fields.all()) request.fields.emplace_back(field.name, field.value);
  std::string_view target = head.target;
  if (!target.starts_with('/')) {
    const auto absolute = http::ParseAbsoluteTarget(target);
    if (!absolute) {
      return Fail(
          ErrorKind::kInvalid,
          "the request target must be a path; this is the web server of osslens, not its proxy");
    }
    request.target_authority = http::ToText(absolute->authority);
    target = absolute->origin_form.empty() ? "/" : absolute->origin_form;
  }
  const size_t mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != std::string_view::npos) request.query = ParseQuery(target.substr(mark + 1));
  return request;
}

std::vector<std::pair<std::string, std::string>> ParseQuery(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const auto part : Split(text, '&')) {
    if (part.empty()) continue;
    const size_t equals = part.find('=');
    const auto value =
        equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
    parameters.emplace_back(DecodeForm(part.substr(0, equals)), DecodeForm(value));
  }
  return parameters;
}

}  // namespace osslens::web
