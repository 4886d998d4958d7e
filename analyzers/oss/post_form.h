#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osslens::oss {

struct FormField {
  std::string name;
  std::string value;  // of the file: empty
  std::string type;   // Content-Type of the part, empty when it has none
  bool whole = true;  // its end was captured
};

// The form of a PostObject (multipart/form-data, RFC 7578), as far as it was captured.
struct PostForm {
  std::string boundary;           // as the Content-Type names it; empty when it does not
  bool boundary_found = false;    // and the body uses it
  bool closed = false;            // the closing boundary was seen
  std::vector<FormField> fields;  // in the order of the body, the file among them
  std::optional<size_t> file;     // index of the first part named "file"
  size_t files = 0;
  size_t file_offset = 0;  // bytes of the body in front of the file's content

  // The first field of that name before the file, or nullptr. Names are compared without regard to
  // case: OSS takes "key" and "Key".
  [[nodiscard]] const FormField* Find(std::string_view name) const;
  // The same behind the file, where OSS does not look.
  [[nodiscard]] const FormField* FindAfterFile(std::string_view name) const;

  // Value of such a field that was captured whole, or an empty view.
  [[nodiscard]] std::string_view Value(std::string_view name) const;
  [[nodiscard]] bool Has(std::string_view name) const { return Find(name) != nullptr; }
};

// `body` is what was captured of it, from its first byte.
[[nodiscard]] PostForm ReadPostForm(std::string_view content_type, std::string_view body);

}  // namespace osslens::oss
