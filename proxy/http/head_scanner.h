#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace osslens::http {

// Collects one head (or one trailer section) from a stream, cut anywhere, and checks its line
// structure: every line ends in CRLF, there is no other CR and no NUL. Bare LF is refused, although
// RFC 9112 section 2.2 would allow it, because two parties that disagree about line ends disagree
// about where the body begins.
class HeadScanner {
 public:
  enum class State { kNeedMore, kComplete, kTooLarge, kBareLineEnd, kForbiddenByte };

  explicit HeadScanner(size_t limit_bytes) : limit_bytes_(limit_bytes) {}

  // Takes bytes up to and including the empty line. Returns how many were taken; state() says what
  // came of them. After any state but kNeedMore nothing more is taken until Reset().
  size_t Take(std::string_view bytes);

  // When set, empty lines before the first line are skipped and not kept (RFC 9112 section 2.2, for
  // requests).
  void set_skip_leading_empty_lines(bool skip) { skip_leading_ = skip; }

  [[nodiscard]] State state() const { return state_; }
  // The bytes so far, the final empty line included. Valid until Reset().
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

  void Reset();

 private:
  bool EndLine();

  const size_t limit_bytes_;
  bool skip_leading_ = false;
  std::string bytes_;
  size_t line_begin_ = 0;
  State state_ = State::kNeedMore;
};

}  // namespace osslens::http
