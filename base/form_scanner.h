#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/form_outline.h"

namespace osslens {

// The boundary that a Content-Type of multipart/form-data names (RFC 2046 section 5.1.1); nullopt when it is another type, empty
// when it names none.
[[nodiscard]] std::optional<std::string> FormBoundary(std::string_view content_type);

// Reads a form as it passes, in pieces of any size. It holds no values: memory is bounded by the head of one part and the list of
// parts, time is linear. It knows no limits of OSS. One thread at a time.
class FormScanner {
 public:
  explicit FormScanner(std::string_view boundary);

  void Feed(std::string_view piece);
  // What was found. `ended`: the body ends here, so a form that is still open is broken.
  [[nodiscard]] FormOutline Finish(bool ended);

 private:
  enum class State { kPreamble, kDelimited, kHead, kValue, kDone };

  // Takes what can be told from the front of `text`; 0 when more bytes are needed.
  size_t Step(std::string_view text);
  size_t TakeContent(std::string_view text);
  size_t TakeDelimiterEnd(std::string_view text);
  size_t TakeHead(std::string_view text);
  void BeginPart(std::string_view head, size_t bytes);
  void EndPart();
  void Break(FormBreakKind kind, uint64_t at);

  std::string delimiter_;  // with the line end in front of it
  State state_ = State::kPreamble;
  std::string held_;     // bytes that could not be told yet
  size_t searched_ = 0;  // of held_, where a head's end was looked for
  uint64_t at_ = 0;      // byte of the body at the front of held_
  FormPart part_;        // the one being read
  FormOutline outline_;
};

}  // namespace osslens
