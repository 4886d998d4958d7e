#include "analyzers/oss/callback_preview.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analyzers/oss/query.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

using nlohmann::json;

json DecodeObject(const std::string& raw) {
  const std::optional<std::string> text = Base64Decode(raw);
  json value(json::value_t::discarded);
  if (text) value = json::parse(*text, nullptr, false);
  return value.is_object() ? value : json(json::value_t::discarded);
}

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

CallbackValues CustomValues(const CallbackText& text) {
  CallbackValues values(text.form_variables.begin(), text.form_variables.end());
  const json object = DecodeObject(text.variables);
  if (!object.is_object()) return values;
  for (const auto& [name, value] : object.items()) {
    if (value.is_string()) values[name] = value.get<std::string>();
  }
  return values;
}

std::vector<std::string> UrlsOf(const std::string& text) {
  std::vector<std::string> urls;
  for (const std::string_view part : Split(text, ';')) {
    const std::string url(TrimOws(part));
    if (url.empty()) continue;
    urls.push_back(url.find("://") == std::string::npos ? "http://" + url : url);
  }
  return urls;
}

std::string AuthorityOf(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  return std::string(url.substr(0, url.find_first_of("/?#")));
}

// As it stands in a body of that type. A number needs no quotes.
std::string Written(std::string_view name, const std::string& value, bool is_json) {
  if (!is_json) return StrictEncode(value, false);
  const bool is_number = name == "size" && !value.empty() &&
                         std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? value : json(value).dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::optional<CallbackPreview> PreviewCallback(const CallbackText& text,
                                               const CallbackValues& values) {
  const json object = DecodeObject(text.callback);
  if (!object.is_object()) return std::nullopt;
  CallbackPreview preview;
  preview.urls = UrlsOf(TextOf(object, "callbackUrl"));
  if (preview.urls.empty()) return std::nullopt;
  preview.host = TextOf(object, "callbackHost");
  if (preview.host.empty()) preview.host = AuthorityOf(preview.urls.front());
  preview.content_type = TextOf(object, "callbackBodyType");
  if (preview.content_type.empty()) preview.content_type = "application/x-www-form-urlencoded";
  const auto sni = object.find("callbackSNI");
  preview.sni = sni != object.end() && sni->is_boolean() && sni->get<bool>();
  const CallbackValues custom = CustomValues(text);
  const std::string body = TextOf(object, "callbackBody");
  const bool is_json = preview.content_type == "application/json";
  size_t from = 0;
  const auto remember = [](std::vector<std::string>& list, const std::string& name) {
    if (std::ranges::find(list, name) == list.end()) list.push_back(name);
  };
  for (const CallbackVariable& variable : VariablesIn(body)) {
    preview.body.append(body, from, variable.begin - from);
    from = variable.end;
    const std::string name(variable.name);
    if (const auto own = custom.find(name); own != custom.end()) {
      preview.body += Written(name, own->second, is_json);
    } else if (const auto known = values.find(name); known != values.end()) {
      preview.body += Written(name, known->second, is_json);
    } else if (is_system_variable(name)) {
      preview.body.append(body, variable.begin, variable.end - variable.begin);
      remember(preview.unknown, name);
    } else {
      preview.body += Written(name, "", is_json);
      remember(preview.empty, name);
    }
  }
  preview.body.append(body, from);
  return preview;
}

}  // namespace osslens::oss
