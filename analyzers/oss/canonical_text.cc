#include "analyzers/oss/canonical_text.h"

namespace osslens::oss {
namespace {

// Hands out the lines of a text one after the other.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return position_ > text_.size(); }
  [[nodiscard]] size_t position() const { return position_; }
  [[nodiscard]] std::string_view rest() const { return text_.substr(position_); }

  [[nodiscard]] Piece Next() {
    const size_t begin = position_;
    size_t end = text_.find('\n', begin);
    if (end == std::string_view::npos) end = text_.size();
    position_ = end + 1;
    return {text_.substr(begin, end - begin), begin};
  }

 private:
  std::string_view text_;
  size_t position_ = 0;
};

bool TakeHeader(const Piece& line, CanonicalText& out) {
  const size_t colon = line.text.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  out.headers.push_back(
      {line.text.substr(0, colon), {line.text.substr(colon + 1), line.offset + colon + 1}});
  return true;
}

}  // namespace

std::optional<CanonicalText> SplitStringToSignV1(std::string_view echoed) {
  CanonicalText out;
  Lines lines(echoed);
  for (Piece* piece : {&out.method, &out.content_md5, &out.content_type, &out.date}) {
    if (lines.at_end()) return std::nullopt;
    *piece = lines.Next();
  }
  // A header name cannot begin with "/", the resource always does; it may hold line feeds, because
  // it is decoded, and goes on to the end.
  while (!lines.at_end() && !lines.rest().starts_with('/')) {
    if (!TakeHeader(lines.Next(), out)) return std::nullopt;
  }
  if (lines.at_end()) return std::nullopt;
  out.headers_end = lines.position();
  out.resource = {lines.rest(), lines.position()};
  return out;
}

std::optional<CanonicalText> SplitCanonicalRequestV4(std::string_view echoed) {
  CanonicalText out;
  Lines lines(echoed);
  for (Piece* piece : {&out.method, &out.resource, &out.query}) {
    if (lines.at_end()) return std::nullopt;
    *piece = lines.Next();
  }
  while (true) {
    if (lines.at_end()) return std::nullopt;
    const Piece line = lines.Next();
    if (line.text.empty()) {
      out.headers_end = line.offset;
      break;
    }
    if (!TakeHeader(line, out)) return std::nullopt;
  }
  if (lines.at_end()) return std::nullopt;
  out.additional_names = lines.Next();
  if (lines.at_end()) return std::nullopt;
  out.payload = lines.Next();
  return out;
}

}  // namespace osslens::oss
