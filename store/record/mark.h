#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace osslens::store {

// What the user has put on an exchange: a star, a note, or both. Marked exchanges outlive others, see Retention.
struct Mark {
  int64_t exchange_id = 0;
  bool starred = false;
  std::string note;  // UTF-8; empty when there is none
};

// A change of a mark. What has no value stays as it is.
struct MarkChange {
  int64_t exchange_id = 0;
  std::optional<bool> starred = std::nullopt;
  std::optional<std::string> note = std::nullopt;  // an empty one takes the note off
};

// A note stands in every summary of its exchange, so it is a remark and no document.
inline constexpr size_t kMaxNoteBytes = 4096;

// The note, cut to kMaxNoteBytes without cutting a character of UTF-8 in two. For files, where there is nobody to tell.
[[nodiscard]] std::string BoundedNote(std::string_view note);

}  // namespace osslens::store
