#include "proxy/http/head_scanner.h"

namespace osslens::http {
namespace {

// Room that is kept between two heads; what a large head needed beyond it is given back.
constexpr size_t kKeptCapacityBytes = 2048;

}  // namespace

size_t HeadScanner::Take(std::string_view bytes) {
  size_t taken = 0;
  while (state_ == State::kNeedMore && taken < bytes.size()) {
    const std::string_view rest = bytes.substr(taken);
    const size_t line_feed = rest.find('\n');
    const size_t wanted = line_feed == std::string_view::npos ? rest.size() : line_feed + 1;
    const size_t room = limit_bytes_ - bytes_.size();
    if (wanted > room) {
      state_ = State::kTooLarge;
      return taken;
    }
    bytes_.append(rest.substr(0, wanted));
    taken += wanted;
    if (line_feed != std::string_view::npos && EndLine()) break;
  }
  return taken;
}

// Checks the line that ends at the end of bytes_. True when the scan is over.
bool HeadScanner::EndLine() {
  const std::string_view line = std::string_view(bytes_).substr(line_begin_);
  if (!line.ends_with("\r\n")) {
    state_ = State::kBareLineEnd;
    return true;
  }
  const std::string_view content = line.substr(0, line.size() - 2);
  if (content.find('\r') != std::string_view::npos) {
    state_ = State::kBareLineEnd;
    return true;
  }
  if (content.find('\0') != std::string_view::npos) {
    state_ = State::kForbiddenByte;
    return true;
  }
  if (content.empty() && skip_leading_ && line_begin_ == 0) {
    bytes_.clear();
    return false;
  }
  if (content.empty()) {
    state_ = State::kComplete;
    return true;
  }
  line_begin_ = bytes_.size();
  return false;
}

void HeadScanner::Reset() {
  if (bytes_.capacity() > kKeptCapacityBytes) {
    bytes_ = std::string();
  } else {
    bytes_.clear();
  }
  line_begin_ = 0;
  state_ = State::kNeedMore;
}

}  // namespace osslens::http
