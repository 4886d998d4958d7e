#include "analyzers/oss/post_form.h"

#include <utility>

#include "base/form_scanner.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

// The part with as much of its value as was captured.
FormField ToField(const FormPart& part, std::string_view body, bool is_file) {
  FormField field{part.name,  "",           part.type,     true,
                  part.head,  part.head_at, part.value_at, part.value_bytes,
                  part.whole, part.filename};
  field.whole = part.whole && part.value_at + part.value_bytes <= body.size();
  if (!is_file && part.value_at <= body.size())
    field.value = body.substr(part.value_at, part.value_bytes);
  return field;
}

FormOutline ReadOutline(std::string_view boundary, std::string_view body, bool is_whole) {
  FormScanner scanner(boundary);
  scanner.Feed(body);
  return scanner.Finish(is_whole);
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

bool PostForm::knows_front() const { return has_all_fields && (file || closed); }

PostForm ReadPostForm(std::string_view content_type, std::string_view body, bool is_whole,
                      const FormOutline* outline) {
  PostForm form;
  form.boundary = FormBoundary(content_type).value_or("");
  form.body_bytes = body.size();
  if (form.boundary.empty()) return form;
  const FormOutline read =
      outline != nullptr ? *outline : ReadOutline(form.boundary, body, is_whole);
  form.closed = read.closed_at.has_value();
  form.broken_at = read.broken_at;
  form.read_whole = form.closed || form.broken_at;
  form.has_all_fields = read.part_count == read.parts.size();
  form.files = read.file_count;
  form.start_at = read.start_at;
  form.body_bytes = read.body_bytes;
  for (const FormPart& part : read.parts) {
    const bool is_file = EqualsIgnoreCase(part.name, "file");
    if (is_file && !form.file) {
      form.file = form.fields.size();
      form.file_offset = part.value_at;
    }
    form.fields.push_back(ToField(part, body, is_file));
  }
  const bool is_cut_at_start =
      read.broken_at && (read.broken_at->kind == FormBreakKind::kNoStart ||
                         read.broken_at->kind == FormBreakKind::kBoundaryTooLong);
  form.boundary_found = !is_cut_at_start && (form.read_whole || !form.fields.empty());
  return form;
}

}  // namespace osslens::oss
