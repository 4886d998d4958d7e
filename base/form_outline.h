#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace osslens {

// One part of a multipart/form-data body (RFC 7578). Offsets count bytes of the body.
struct FormPart {
  std::string name;      // of its Content-Disposition; empty when it has none
  std::string filename;  // likewise
  std::string type;      // its Content-Type
  std::string head;      // its field lines as they passed, cut after some bytes
  uint64_t head_at = 0;
  uint64_t value_at = 0;
  uint64_t value_bytes = 0;  // as far as they passed
  bool whole = false;        // the delimiter behind it passed
};

// Why the rest of a body could not be read as a form.
enum class FormBreakKind {
  kBoundaryTooLong,  // nothing was read
  kNoStart,          // the boundary never comes
  kBareLineFeed,     // a line ends with LF alone
  kBoundaryTail,     // something other than a line end or two hyphens stands behind a boundary
  kHeadTooLong,      // the head of a part has no end
  kUnterminated,     // the body ends before the closing delimiter
};

struct FormBreak {
  FormBreakKind kind = FormBreakKind::kUnterminated;
  uint64_t at = 0;  // byte of the body
};

// What a form looks like from outside, read as it passed: also of bodies that are too large to be kept.
struct FormOutline {
  std::vector<FormPart>
      parts;  // in the order of the body: the first ones, and later ones that are files
  uint64_t part_count = 0;             // all of them
  uint64_t file_count = 0;             // those named "file"
  uint64_t start_at = 0;               // bytes in front of the first delimiter
  std::optional<uint64_t> closed_at;   // byte behind the closing delimiter
  std::optional<FormBreak> broken_at;  // where reading ended otherwise
  uint64_t body_bytes = 0;
};

}  // namespace osslens
