#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace osslens::store {

// One field line of a head. The views point into the head's bytes; the value is without its
// surrounding blanks.
struct FieldLine {
  std::string_view name;
  std::string_view value;
  size_t name_offset = 0;   // bytes from the beginning of the head
  size_t value_offset = 0;  // of the trimmed value
};

// Reads a captured head (start line, field lines, empty line) for showing and explaining, not for
// forwarding: it takes whatever bytes there are, skips lines without a colon, and accepts a head
// that was cut short. The views live as long as the bytes it was made from.
class MessageHead {
 public:
  explicit MessageHead(std::string_view raw);

  [[nodiscard]] std::string_view raw() const { return raw_; }
  [[nodiscard]] std::string_view start_line() const { return start_line_; }
  [[nodiscard]] const std::vector<FieldLine>& fields() const { return fields_; }

  // The first field of that name (case does not matter), or nullptr.
  [[nodiscard]] const FieldLine* Find(std::string_view name) const;
  // Its value, or an empty view when there is none.
  [[nodiscard]] std::string_view Value(std::string_view name) const;

  // For requests: the three parts of the request line, empty when the line has another form.
  [[nodiscard]] std::string_view method() const;
  [[nodiscard]] std::string_view target() const;

 private:
  std::string_view raw_;
  std::string_view start_line_;
  std::vector<FieldLine> fields_;
};

}  // namespace osslens::store
