#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/form_outline.h"

namespace osslens::oss {

struct FormField {
  std::string name;
  std::string value;                   // of the file: empty
  std::string type;                    // Content-Type of the part, empty when it has none
  bool whole = true;                   // the value was captured to its end
  std::string head{};                  // field lines of the part, cut after some bytes
  uint64_t head_at = 0, value_at = 0;  // bytes of the body
  uint64_t value_bytes = 0;
  bool ended = false;  // its end passed, captured or not
  std::string filename{};
};

// The form of a PostObject (multipart/form-data, RFC 7578), as far as it was captured. What its outline tells reaches further
// than the captured bytes.
struct PostForm {
  std::string boundary;           // as the Content-Type names it; empty when it does not
  bool boundary_found = false;    // and the body uses it
  bool closed = false;            // the closing boundary was seen
  bool read_whole = false;        // to the end of the body, or to where it stops being a form
  std::vector<FormField> fields;  // in the order of the body, the file among them
  bool has_all_fields = false;    // none was left out of that list
  std::optional<size_t> file;     // index of the first part named "file"
  size_t files = 0;
  size_t file_offset = 0;  // bytes of the body in front of the file's content
  uint64_t start_at = 0;   // bytes in front of the first boundary
  uint64_t body_bytes = 0;
  std::optional<FormBreak> broken_at;

  // The first field of that name before the file, or nullptr. Names are compared without regard to
  // case: OSS takes "key" and "Key".
  [[nodiscard]] const FormField* Find(std::string_view name) const;
  // The same behind the file, where OSS does not look.
  [[nodiscard]] const FormField* FindAfterFile(std::string_view name) const;

  // Value of such a field that was captured whole, or an empty view.
  [[nodiscard]] std::string_view Value(std::string_view name) const;
  [[nodiscard]] bool Has(std::string_view name) const { return Find(name) != nullptr; }
  // All in front of the file is known: its own head passed, and no part was left out.
  [[nodiscard]] bool knows_front() const;
};

// `body` is what was captured of it, from its first byte; `outline` what was read of it as it passed, or nullptr. Without one the
// captured bytes are read; `is_whole` says that they are all.
[[nodiscard]] PostForm ReadPostForm(std::string_view content_type, std::string_view body,
                                    bool is_whole, const FormOutline* outline = nullptr);

}  // namespace osslens::oss
