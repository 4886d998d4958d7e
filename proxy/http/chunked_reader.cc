#include "proxy/http/chunked_reader.h"

#include <fmt/format.h>
#include <llhttp.h>

#include <limits>
#include <utility>

#include "proxy/http/head.h"

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
    settings.on_body = [](llhttp_t* state, const char* at, size_t length) noexcept -> int {
      static_cast<Parser*>(state->data)->content->emplace_back(at, length);
      return HPE_OK;
    };
    settings.on_chunk_header = [](llhttp_t* state) noexcept -> int {
      auto* self = static_cast<Parser*>(state->data);
      // Sizes are summed as signed numbers elsewhere; nothing real is larger.
      self->size_overflow =
          state->content_length > static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
      if (self->size_overflow) return HPE_USER;
      return state->content_length == 0 ? HPE_PAUSED : HPE_OK;
    };
  }

  llhttp_t parser{};
  llhttp_settings_t settings{};
  std::vector<std::string_view>* content = nullptr;
  bool size_overflow = false;  // llhttp overwrites a reason that a callback gives
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
  parser_->size_overflow = false;
  trailer_.Reset();
  in_trailer_ = false;
  complete_ = false;
  framing_run_bytes_ = 0;
  refusal_.clear();
}

Result<size_t> ChunkedReader::Take(std::string_view bytes, std::vector<std::string_view>& content) {
  if (!refusal_.empty()) return Fail(ErrorKind::kInvalid, refusal_);
  return in_trailer_ ? TakeTrailer(bytes) : TakeChunks(bytes, content);
}

Result<size_t> ChunkedReader::TakeChunks(std::string_view bytes,
                                         std::vector<std::string_view>& content) {
  parser_->content = &content;
  const size_t first_new = content.size();
  const llhttp_errno_t outcome = llhttp_execute(&parser_->parser, bytes.data(), bytes.size());
  size_t end = bytes.size();
  if (outcome != HPE_OK) {
    end = static_cast<size_t>(llhttp_get_error_pos(&parser_->parser) - bytes.data());
  }
  const size_t content_end = CheckFramingRuns(bytes, end, content, first_new);
  if (refusal_.empty() && outcome != HPE_OK && outcome != HPE_PAUSED) {
    Refuse(Fault::kMalformed,
           fmt::format("the chunked body is malformed: {}",
                       parser_->size_overflow ? "Chunk size overflow"
                                              : llhttp_get_error_reason(&parser_->parser)));
  }
  if (refusal_.empty()) {
    in_trailer_ = outcome == HPE_PAUSED;
    return end;
  }
  // Content before the fault is handed out first, as if the bytes had come one by one.
  if (content.size() > first_new) return content_end;
  return Fail(ErrorKind::kInvalid, refusal_);
}

// Measures what stands between the pieces of content in the first `end` bytes, which continue
// earlier ones. Returns where the last piece ends; pieces behind an overlong run are taken back.
size_t ChunkedReader::CheckFramingRuns(std::string_view bytes, size_t end,
                                       std::vector<std::string_view>& content, size_t first_new) {
  size_t content_end = 0;
  const auto over_limit = [this](size_t run_bytes) {
    framing_run_bytes_ += run_bytes;
    if (framing_run_bytes_ <= kExtensionLimitBytes) return false;
    Refuse(Fault::kExtensionTooLong, "a chunk extension is longer than 16 KiB");
    return true;
  };
  for (size_t i = first_new; i < content.size(); ++i) {
    const auto begin = static_cast<size_t>(content[i].data() - bytes.data());
    if (over_limit(begin - content_end)) {
      content.resize(i);
      return content_end;
    }
    framing_run_bytes_ = 0;
    content_end = begin + content[i].size();
  }
  over_limit(end - content_end);
  return content_end;
}

Result<size_t> ChunkedReader::TakeTrailer(std::string_view bytes) {
  const size_t taken = trailer_.Take(bytes);
  switch (trailer_.state()) {
    case HeadScanner::State::kNeedMore:
      return taken;
    case HeadScanner::State::kComplete:
      return CompleteTrailer(taken);
    case HeadScanner::State::kTooLarge:
      Refuse(Fault::kTrailerTooLarge, "the trailer section is too large");
      break;
    case HeadScanner::State::kBareLineEnd:
      Refuse(Fault::kMalformed, "a line of the trailer section does not end in CRLF");
      break;
    case HeadScanner::State::kForbiddenByte:
      Refuse(Fault::kMalformed, "the trailer section has a NUL byte");
      break;
  }
  return Fail(ErrorKind::kInvalid, refusal_);
}

// A trailer section that is none may be the head of a second request to whoever reads on after
// "0" CRLF.
Result<size_t> ChunkedReader::CompleteTrailer(size_t taken) {
  Fields fields;
  if (const Result<void> parsed = ParseTrailers(trailer_.bytes(), fields); !parsed) {
    Refuse(Fault::kMalformed, parsed.error().message);
    return Fail(ErrorKind::kInvalid, refusal_);
  }
  complete_ = true;
  return taken;
}

void ChunkedReader::Refuse(Fault fault, std::string sentence) {
  fault_ = fault;
  refusal_ = std::move(sentence);
}

std::string_view ChunkedReader::trailers() const {
  std::string_view section = trailer_.bytes();
  if (complete_) section.remove_suffix(2);
  return section;
}

}  // namespace osslens::http
