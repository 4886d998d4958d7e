#include "store/record/mark.h"

namespace osslens::store {

std::string BoundedNote(std::string_view note) {
  if (note.size() <= kMaxNoteBytes) return std::string(note);
  size_t end = kMaxNoteBytes;
  // Bytes 10xxxxxx continue a character (RFC 3629, section 3).
  while (end > 0 && (static_cast<unsigned char>(note[end]) & 0xC0) == 0x80) --end;
  return std::string(note.substr(0, end));
}

}  // namespace osslens::store
