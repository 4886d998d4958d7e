#include "base/form_scanner.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace osslens {
namespace {

// RFC 2046 allows 70 bytes; what is far longer is hardly meant and would be compared for nothing.
constexpr size_t kMostBoundaryBytes = 1024;
// A part's name may have 8 KiB (OSS documentation, EC 0006-00000110), and so may its file name.
constexpr size_t kMostHeadBytes = 20 * 1024;
constexpr size_t kKeptHeadBytes = 512, kKeptNameBytes = 256;
// Forms have a dozen fields.
constexpr size_t kMostParts = 200, kMostFiles = 8;
constexpr std::string_view kLineEnd = "\r\n", kHeadEnd = "\r\n\r\n";

// The value of a parameter such as name="key"; in quotes a backslash stands before a quote (RFC 9110 section 5.6.4).
std::optional<std::string> Parameter(std::string_view value, std::string_view name) {
  size_t at = value.find(';');
  while (at != std::string_view::npos) {
    value.remove_prefix(at + 1);
    const size_t equals = value.find_first_of("=;");
    if (equals == std::string_view::npos) return std::nullopt;
    const bool is_it =
        value[equals] == '=' && EqualsIgnoreCase(TrimOws(value.substr(0, equals)), name);
    std::string text;
    size_t end = equals;
    if (value[equals] == '=') {
      ++end;
      while (end < value.size() && value[end] == ' ') ++end;
      if (end < value.size() && value[end] == '"') {
        for (++end; end < value.size() && value[end] != '"'; ++end) {
          if (value[end] == '\\' && end + 1 < value.size() && value[end + 1] == '"') ++end;
          text += value[end];
        }
      } else {
        const size_t stop = std::min(value.find(';', end), value.size());
        text = TrimOws(value.substr(end, stop - end));
        end = stop;
      }
    }
    if (is_it) return text;
    at = value.find(';', end);
  }
  return std::nullopt;
}

std::string Shortened(std::string text) {
  if (text.size() > kKeptNameBytes) text.resize(kKeptNameBytes);
  return text;
}

void ReadPartHead(std::string_view head, FormPart& part) {
  part.head = head.substr(0, kKeptHeadBytes);
  for (std::string_view line : Split(head, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = line.substr(0, colon), value = line.substr(colon + 1);
    if (EqualsIgnoreCase(name, "Content-Disposition")) {
      part.name = Shortened(Parameter(value, "name").value_or(""));
      part.filename = Shortened(Parameter(value, "filename").value_or(""));
    } else if (EqualsIgnoreCase(name, "Content-Type")) {
      part.type = Shortened(std::string(TrimOws(value)));
    }
  }
}

}  // namespace

std::optional<std::string> FormBoundary(std::string_view content_type) {
  const std::string_view type = TrimOws(content_type.substr(0, content_type.find(';')));
  if (!EqualsIgnoreCase(type, "multipart/form-data")) return std::nullopt;
  return Parameter(content_type, "boundary").value_or("");
}

FormScanner::FormScanner(std::string_view boundary) {
  if (boundary.size() > kMostBoundaryBytes) {
    Break(FormBreakKind::kBoundaryTooLong, 0);
  } else {
    delimiter_ = "\r\n--" + std::string(boundary);
  }
}

void FormScanner::Feed(std::string_view piece) {
  outline_.body_bytes += piece.size();
  if (state_ == State::kDone) return;
  std::string joined;
  std::string_view text = piece;
  if (!held_.empty()) {
    joined = std::exchange(held_, {});
    joined += piece;
    text = joined;
  }
  while (state_ != State::kDone) {
    const size_t taken = Step(text);
    if (taken == 0) break;
    at_ += taken;
    text.remove_prefix(taken);
  }
  if (state_ != State::kDone) held_ = text;
}

size_t FormScanner::Step(std::string_view text) {
  switch (state_) {
    case State::kPreamble:
    case State::kValue:
      return TakeContent(text);
    case State::kDelimited:
      return TakeDelimiterEnd(text);
    case State::kHead:
      return TakeHead(text);
    case State::kDone:
      break;
  }
  return 0;
}

// What stands between two delimiters. The first one of a body needs no line end in front of it.
size_t FormScanner::TakeContent(std::string_view text) {
  const std::string_view first = std::string_view(delimiter_).substr(kLineEnd.size());
  if (state_ == State::kPreamble && at_ == 0) {
    if (text.size() < first.size() && first.starts_with(text)) return 0;
    if (text.starts_with(first)) {
      state_ = State::kDelimited;
      return first.size();
    }
  }
  const size_t found = text.find(delimiter_);
  size_t content = found;
  if (found == std::string_view::npos) {
    // The tail may be the front of a delimiter, which has one CR, its first byte.
    const size_t tail = std::min(text.size(), delimiter_.size() - 1);
    const size_t cr = text.substr(text.size() - tail).rfind('\r');
    content = cr == std::string_view::npos ? text.size() : text.size() - tail + cr;
  }
  if (state_ == State::kPreamble) outline_.start_at += content;
  if (state_ == State::kValue) part_.value_bytes += content;
  if (found == std::string_view::npos) return content;
  if (state_ == State::kPreamble) {
    outline_.start_at += kLineEnd.size();
  } else {
    part_.whole = true;
    EndPart();
  }
  state_ = State::kDelimited;
  return content + delimiter_.size();
}

size_t FormScanner::TakeDelimiterEnd(std::string_view text) {
  if (text.starts_with('\n')) Break(FormBreakKind::kBareLineFeed, at_);
  if (state_ == State::kDone || text.size() < kLineEnd.size()) return 0;
  if (text.starts_with("--")) {
    outline_.closed_at = at_ + 2;
    state_ = State::kDone;
    return 0;
  }
  if (!text.starts_with(kLineEnd)) {
    Break(FormBreakKind::kBoundaryTail, at_);
    return 0;
  }
  state_ = State::kHead;
  searched_ = 0;
  return kLineEnd.size();
}

size_t FormScanner::TakeHead(std::string_view text) {
  if (text.starts_with(kLineEnd)) {  // no field line at all
    BeginPart({}, kLineEnd.size());
    return kLineEnd.size();
  }
  const size_t end = text.find(kHeadEnd, searched_);
  if (end != std::string_view::npos && end <= kMostHeadBytes) {
    BeginPart(text.substr(0, end), end + kHeadEnd.size());
    return end + kHeadEnd.size();
  }
  if (text.size() > kMostHeadBytes) Break(FormBreakKind::kHeadTooLong, at_);
  searched_ = text.size() - std::min(text.size(), kHeadEnd.size() - 1);
  return 0;
}

void FormScanner::BeginPart(std::string_view head, size_t bytes) {
  part_ = {};
  part_.head_at = at_;
  part_.value_at = at_ + bytes;
  ReadPartHead(head, part_);
  state_ = State::kValue;
}

void FormScanner::EndPart() {
  ++outline_.part_count;
  const bool is_file = EqualsIgnoreCase(part_.name, "file");
  if (is_file) ++outline_.file_count;
  const bool is_kept = outline_.parts.size() < kMostParts ||
                       (is_file && outline_.parts.size() < kMostParts + kMostFiles);
  if (is_kept) outline_.parts.push_back(std::move(part_));
}

void FormScanner::Break(FormBreakKind kind, uint64_t at) {
  outline_.broken_at = FormBreak{kind, at};
  state_ = State::kDone;
}

FormOutline FormScanner::Finish(bool ended) {
  if (state_ == State::kValue) {
    part_.value_bytes += held_.size();
    EndPart();
  }
  if (ended && state_ != State::kDone) {
    const bool is_bare = state_ == State::kHead && held_.find("\n\n") != std::string::npos;
    if (state_ == State::kPreamble) {
      Break(FormBreakKind::kNoStart, 0);
    } else if (is_bare) {
      Break(FormBreakKind::kBareLineFeed, at_ + held_.find("\n\n"));
    } else {
      Break(FormBreakKind::kUnterminated, outline_.body_bytes);
    }
  }
  state_ = State::kDone;
  return std::move(outline_);
}

}  // namespace osslens
