#include "proxy/http/chunked_reader.h"

#include <fmt/format.h>
#include <llhttp.h>

#include <limits>

namespace osslens::http {
namespace {

// Between two pieces of content stand one chunk's line end and the next one's size line. RFC 9112
// section 7.1.1 asks for a limit on extensions; this is Node's.
constexpr size_t kExtensionLimitBytes = 16 * 1024;

// What puts llhttp at the beginning of a chunked body. Our heads never pass through it.
constexpr std::string_view kLeadIn = "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";

}  // namespace

struct ChunkedReader::Parser {
  Parser() {
    llhttp_settings_init(&settings);
    settings.on_body = [](llhttp_t* state, const char* at, size_t length) -> int {
      static_cast<Parser*>(state->data)->content->emplace_back(at, length);
      return HPE_OK;
    };
    settings.on_chunk_header = [](llhttp_t* state) -> int {
      if (state->content_length > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
        llhttp_set_error_reason(state, "Chunk size overflow");
        return HPE_USER;
      }
      return state->content_length == 0 ? HPE_PAUSED : HPE_OK;
    };
  }

  llhttp_t parser{};
  llhttp_settings_t settings{};
  std::vector<std::string_view>* content = nullptr;
};

ChunkedReader::ChunkedReader(size_t trailer_limit_bytes)
    : parser_(std::make_unique<Parser>()), trailer_(trailer_limit_bytes) {
  Reset();
}

ChunkedReader::~ChunkedReader() = default;

void ChunkedReader::Reset() {
  llhttp_init(&parser_->parser, HTTP_REQUEST, &parser_->settings);
  parser_->parser.data = parser_.get();
  llhttp_execute(&parser_->parser, kLeadIn.data(), kLeadIn.size());
  trailer_.Reset();
  in_trailer_ = false;
  framing_run_bytes_ = 0;
}

Result<size_t> ChunkedReader::Take(std::string_view bytes, std::vector<std::string_view>& content) {
  size_t taken = 0;
  if (!in_trailer_) {
    const Result<size_t> chunks = TakeChunks(bytes, content);
    if (!chunks) return chunks;
    taken = *chunks;
  }
  if (in_trailer_ && !is_complete()) {
    const Result<size_t> trailer = TakeTrailer(bytes.substr(taken));
    if (!trailer) return trailer;
    taken += *trailer;
  }
  return taken;
}

Result<size_t> ChunkedReader::TakeChunks(std::string_view bytes,
                                         std::vector<std::string_view>& content) {
  parser_->content = &content;
  const size_t first_new = content.size();
  const llhttp_errno_t outcome = llhttp_execute(&parser_->parser, bytes.data(), bytes.size());
  if (outcome != HPE_OK && outcome != HPE_PAUSED) {
    return Refuse(Fault::kMalformed, fmt::format("the chunked body is malformed: {}",
                                                 llhttp_get_error_reason(&parser_->parser)));
  }
  size_t taken = bytes.size();
  if (outcome == HPE_PAUSED) {
    in_trailer_ = true;
    taken = static_cast<size_t>(llhttp_get_error_pos(&parser_->parser) - bytes.data());
  }
  if (content.size() > first_new) {
    const std::string_view last = content.back();
    framing_run_bytes_ = taken - static_cast<size_t>(last.data() + last.size() - bytes.data());
  } else {
    framing_run_bytes_ += taken;
  }
  if (framing_run_bytes_ > kExtensionLimitBytes) {
    return Refuse(Fault::kExtensionTooLong, "a chunk extension is longer than 16 KiB");
  }
  return taken;
}

Result<size_t> ChunkedReader::TakeTrailer(std::string_view bytes) {
  const size_t taken = trailer_.Take(bytes);
  switch (trailer_.state()) {
    case HeadScanner::State::kNeedMore:
    case HeadScanner::State::kComplete:
      return taken;
    case HeadScanner::State::kTooLarge:
      return Refuse(Fault::kTrailerTooLarge, "the trailer section is too large");
    case HeadScanner::State::kBareLineEnd:
    case HeadScanner::State::kForbiddenByte:
      break;
  }
  return Refuse(Fault::kMalformed, "the trailer section has a line that does not end in CRLF");
}

Result<size_t> ChunkedReader::Refuse(Fault fault, std::string sentence) {
  fault_ = fault;
  return Fail(ErrorKind::kInvalid, std::move(sentence));
}

std::string_view ChunkedReader::trailers() const {
  std::string_view section = trailer_.bytes();
  if (is_complete()) section.remove_suffix(2);
  return section;
}

}  // namespace osslens::http
