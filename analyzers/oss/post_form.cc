#include "analyzers/oss/post_form.h"

#include "base/text.h"

namespace osslens::oss {
namespace {

// Forms have a dozen fields; a body that repeats its boundary for ever is not read to its end.
constexpr size_t kMostFields = 200;

std::string_view Unquote(std::string_view text) {
  text = TrimOws(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  return text;
}

// The parameter of a header value such as `form-data; name="key"`.
std::string_view Parameter(std::string_view value, std::string_view name) {
  for (const std::string_view part : Split(value, ';')) {
    const size_t equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    if (EqualsIgnoreCase(TrimOws(part.substr(0, equals)), name)) {
      return Unquote(part.substr(equals + 1));
    }
  }
  return {};
}

struct Cut {
  std::string_view before, after;
  bool found = false;
};

Cut CutAt(std::string_view text, std::string_view mark) {
  const size_t at = text.find(mark);
  if (at == std::string_view::npos) return {text, {}, false};
  return {text.substr(0, at), text.substr(at + mark.size()), true};
}

void ReadPartHead(std::string_view head, FormField& field) {
  while (!head.empty()) {
    const Cut line = CutAt(head, "\r\n");
    const Cut parts = CutAt(line.before, ":");
    if (EqualsIgnoreCase(parts.before, "Content-Disposition")) {
      field.name = Parameter(parts.after, "name");
    } else if (EqualsIgnoreCase(parts.before, "Content-Type")) {
      field.type = TrimOws(parts.after);
    }
    head = line.after;
  }
}

}  // namespace

const FormField* PostForm::Find(std::string_view name) const {
  for (size_t i = 0; i < fields.size() && (!file || i < *file); ++i) {
    if (EqualsIgnoreCase(fields[i].name, name)) return &fields[i];
  }
  return nullptr;
}

const FormField* PostForm::FindAfterFile(std::string_view name) const {
  for (size_t i = file.value_or(fields.size()); i < fields.size(); ++i) {
    if (i != *file && EqualsIgnoreCase(fields[i].name, name)) return &fields[i];
  }
  return nullptr;
}

std::string_view PostForm::Value(std::string_view name) const {
  const FormField* field = Find(name);
  return field != nullptr && field->whole ? std::string_view(field->value) : std::string_view{};
}

PostForm ReadPostForm(std::string_view content_type, std::string_view body) {
  PostForm form;
  const std::string_view boundary = Parameter(content_type, "boundary");
  form.boundary = boundary;
  if (boundary.empty()) return form;
  const std::string open = "--" + std::string(boundary);
  const std::string next = "\r\n" + open;
  const size_t start = body.find(open);
  if (start == std::string_view::npos) return form;
  form.boundary_found = true;
  std::string_view rest = body.substr(start + open.size());
  while (rest.starts_with("\r\n") && form.fields.size() < kMostFields) {
    const Cut head = CutAt(rest.substr(2), "\r\n\r\n");
    if (!head.found) return form;
    const Cut content = CutAt(head.after, next);
    FormField field;
    ReadPartHead(head.before, field);
    field.whole = content.found;
    if (EqualsIgnoreCase(field.name, "file")) {
      ++form.files;
      if (!form.file) {
        form.file = form.fields.size();
        form.file_offset = body.size() - head.after.size();
      }
    } else {
      field.value = content.before;
    }
    form.fields.push_back(std::move(field));
    rest = content.after;
  }
  form.closed = rest.starts_with("--");
  return form;
}

}  // namespace osslens::oss
