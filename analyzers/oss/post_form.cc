#include "analyzers/oss/post_form.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace osslens::oss {
namespace {

constexpr size_t kMostFields = 200;

// The value of a parameter of a header field: name=token or name="quoted text".
std::string_view Parameter(std::string_view field, std::string_view name) {
  for (size_t at = field.find(';'); at != std::string_view::npos; at = field.find(';', at)) {
    ++at;
    std::string_view rest = TrimOws(field.substr(at));
    if (!StartsWithIgnoreCase(rest, name)) continue;
    rest = TrimOws(rest.substr(name.size()));
    if (!rest.starts_with('=')) continue;
    rest = TrimOws(rest.substr(1));
    if (rest.starts_with('"')) return rest.substr(1, rest.find('"', 1) - 1);
    return TrimOws(rest.substr(0, rest.find(';')));
  }
  return {};
}

std::string_view FieldName(std::string_view head) {
  for (std::string_view line : Split(head, '\n')) {
    if (StartsWithIgnoreCase(line, "content-disposition:")) return Parameter(line, "name");
  }
  return {};
}

}  // namespace

std::string_view PostForm::Value(std::string_view name) const {
  for (const FormField& field : fields) {
    if (EqualsIgnoreCase(field.name, name)) return field.value;
  }
  return {};
}

bool PostForm::Has(std::string_view name) const {
  return std::ranges::any_of(
      fields, [name](const FormField& field) { return EqualsIgnoreCase(field.name, name); });
}

PostForm ParsePostForm(std::string_view content_type, std::string_view body) {
  PostForm form;
  const std::string_view boundary = Parameter(content_type, "boundary");
  if (boundary.empty()) return form;
  const std::string delimiter = "--" + std::string(boundary);
  size_t at = body.find(delimiter);
  while (at != std::string_view::npos && form.fields.size() < kMostFields) {
    const size_t head = at + delimiter.size();
    const size_t blank = body.find("\r\n\r\n", head);
    if (body.substr(head, 2) == "--" || blank == std::string_view::npos) return form;
    const size_t begin = blank + 4;
    const size_t end = body.find("\r\n" + delimiter, begin);
    const std::string_view name = FieldName(body.substr(head, blank - head));
    const bool file = EqualsIgnoreCase(name, "file");
    if (end == std::string_view::npos && !file) return form;
    const size_t length = end == std::string_view::npos ? end : end - begin;
    form.fields.push_back({name, body.substr(begin, length), begin});
    form.reached_file = file;
    if (file) return form;
    at = end + 2;
  }
  return form;
}

}  // namespace osslens::oss
