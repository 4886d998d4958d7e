#include "store/record/message_head.h"

#include <algorithm>

#include "base/text.h"

namespace osslens::store {

MessageHead::MessageHead(std::string_view raw) : raw_(raw) {
  for (size_t begin = 0; begin < raw.size();) {
    size_t end = raw.find('\n', begin);
    if (end == std::string_view::npos) end = raw.size();
    std::string_view line = raw.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (begin == 0) {
      start_line_ = line;
    } else if (const size_t colon = line.find(':'); colon != std::string_view::npos && colon > 0) {
      const std::string_view value = TrimOws(line.substr(colon + 1));
      const size_t value_offset =
          value.empty() ? begin + colon + 1 : static_cast<size_t>(value.data() - raw.data());
      fields_.push_back({line.substr(0, colon), value, begin, value_offset});
    }
    begin = end + 1;
  }
}

const FieldLine* MessageHead::Find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      fields_, [name](const FieldLine& field) { return EqualsIgnoreCase(field.name, name); });
  return found == fields_.end() ? nullptr : &*found;
}

std::string_view MessageHead::Value(std::string_view name) const {
  const FieldLine* field = Find(name);
  return field == nullptr ? std::string_view{} : field->value;
}

std::string_view MessageHead::method() const {
  return start_line_.substr(0, start_line_.find(' '));
}

std::string_view MessageHead::target() const {
  const size_t first = start_line_.find(' ');
  const size_t last = start_line_.rfind(' ');
  if (first == std::string_view::npos || last <= first) return {};
  return start_line_.substr(first + 1, last - first - 1);
}

}  // namespace osslens::store
