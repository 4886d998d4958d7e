#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace osslens::oss {

// One field of a form. The views point into the body.
struct FormField {
  std::string_view name;
  std::string_view value;   // content of the file for the field "file", as far as it was captured
  size_t value_offset = 0;  // in the body
};

// The fields of a PostObject body (multipart/form-data) in their order, up to and with "file": OSS
// ignores what comes after it.
struct PostForm {
  std::vector<FormField> fields;
  bool reached_file = false;  // every field that OSS reads is there

  // Value of the first field of that name (case does not matter), or an empty view.
  [[nodiscard]] std::string_view Value(std::string_view name) const;
  [[nodiscard]] bool Has(std::string_view name) const;
};

// Reads what was captured of a body. A field that was cut off is left out, except the file. Without a
// boundary in `content_type` there are no fields.
[[nodiscard]] PostForm ParsePostForm(std::string_view content_type, std::string_view body);

}  // namespace osslens::oss
