#include "analyzers/rules/cors.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/text.h"

namespace osslens::analyzers {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [word](std::string_view each) { return each == word; });
}

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// A Content-Type that forms send too, so that it needs no preflight.
bool is_simple_type(std::string_view content_type) {
  const std::string type = Lower(Trimmed(content_type.substr(0, content_type.find(';'))));
  return is_one_of(type,
                   {"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"});
}

bool is_of_script(std::string_view name, std::string_view value) {
  if (name == "content-type") return !is_simple_type(value);
  return name.starts_with("x-oss-") || name.starts_with("x-amz-") ||
         is_one_of(name, {"authorization", "content-md5", "content-disposition", "content-encoding",
                          "x-requested-with"});
}

}  // namespace

std::vector<std::string> NamesIn(std::string_view list) {
  std::vector<std::string> names;
  for (const std::string_view part : Split(list, ',')) {
    if (const std::string_view name = Trimmed(part); !name.empty()) names.push_back(Lower(name));
  }
  return names;
}

std::vector<std::string> NamesIn(const store::MessageHead& head, std::string_view name) {
  std::vector<std::string> names;
  for (const store::FieldLine& field : head.fields()) {
    if (!EqualsIgnoreCase(field.name, name)) continue;
    for (std::string& one : NamesIn(field.value)) names.push_back(std::move(one));
  }
  return names;
}

bool is_preflight(const Facts& facts) {
  return facts.request.method == "OPTIONS" && facts.request.Has("Origin") &&
         facts.request.Has("Access-Control-Request-Method");
}

bool admits_origin(const Facts& facts) {
  const std::string_view allowed = facts.response_head.Value("Access-Control-Allow-Origin");
  return allowed == "*" || (!allowed.empty() && allowed == facts.request.Value("Origin"));
}

bool lists(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(
      names, [name](const std::string& each) { return each == "*" || each == name; });
}

std::vector<std::string> HeadersOfScript(const Facts& facts) {
  std::vector<std::string> names;
  for (const store::FieldLine& field : facts.request_head.fields()) {
    std::string name = Lower(field.name);
    if (is_of_script(name, field.value)) names.push_back(std::move(name));
  }
  return names;
}

bool is_simple(std::string_view method) { return is_one_of(method, {"GET", "HEAD", "POST"}); }

}  // namespace osslens::analyzers
