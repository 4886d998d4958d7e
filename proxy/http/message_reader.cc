#include "proxy/http/message_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace osslens::http {

MessageReader::MessageReader(Role role, Limits limits)
    : role_(role), limits_(limits), scanner_(limits.head_bytes), chunked_(limits.trailer_bytes) {
  scanner_.set_skip_leading_empty_lines(role == Role::kRequest);
}

MessageReader::Progress MessageReader::Read(std::string_view bytes) {
  switch (state_) {
    case State::kHead:
      return ReadHead(bytes);
    case State::kBody:
      return ReadBody(bytes);
    case State::kEnd:
      return {Step::kEnd, 0};
    case State::kFailed:
      break;
  }
  return {Step::kError, 0};
}

MessageReader::Progress MessageReader::ReadHead(std::string_view bytes) {
  const size_t consumed = scanner_.Take(bytes);
  switch (scanner_.state()) {
    case HeadScanner::State::kNeedMore:
      return {Step::kNeedMore, consumed};
    case HeadScanner::State::kComplete:
      return HeadComplete(consumed);
    case HeadScanner::State::kTooLarge:
      return Stop(431, fmt::format("the head is larger than {} bytes", limits_.head_bytes));
    case HeadScanner::State::kBareLineEnd:
      return Stop(400, "a line of the head does not end in CRLF");
    case HeadScanner::State::kForbiddenByte:
      break;
  }
  return Stop(400, "the head has a NUL byte");
}

MessageReader::Progress MessageReader::HeadComplete(size_t consumed) {
  const Result<Framing> framing = ParseHead();
  if (!framing) return Stop(400, framing.error().message);
  framing_ = *framing;
  remaining_bytes_ = framing_.length_bytes;
  state_ = framing_.kind == Framing::Kind::kNone ? State::kEnd : State::kBody;
  return {Step::kHead, consumed};
}

Result<Framing> MessageReader::ParseHead() {
  if (role_ == Role::kRequest) {
    if (auto parsed = ParseRequestHead(scanner_.bytes(), request_); !parsed) {
      return tl::unexpected(parsed.error());
    }
    return FramingOf(request_);
  }
  if (auto parsed = ParseResponseHead(scanner_.bytes(), response_); !parsed) {
    return tl::unexpected(parsed.error());
  }
  return FramingOf(response_, request_method_);
}

MessageReader::Progress MessageReader::ReadBody(std::string_view bytes) {
  if (bytes.empty()) return {Step::kNeedMore, 0};
  content_.clear();
  if (framing_.kind == Framing::Kind::kChunked) {
    const Result<size_t> taken = chunked_.Take(bytes, content_);
    if (!taken) {
      const bool malformed = chunked_.fault() == ChunkedReader::Fault::kMalformed;
      const bool trailer = chunked_.fault() == ChunkedReader::Fault::kTrailerTooLarge;
      return Stop(malformed ? 400 : trailer ? 431 : 413, taken.error().message);
    }
    if (chunked_.is_complete()) state_ = State::kEnd;
    return {Step::kBody, *taken};
  }
  size_t count = bytes.size();
  if (framing_.kind == Framing::Kind::kLength) {
    count = static_cast<size_t>(std::min<uint64_t>(count, remaining_bytes_));
    remaining_bytes_ -= count;
    if (remaining_bytes_ == 0) state_ = State::kEnd;
  }
  content_.push_back(bytes.substr(0, count));
  return {Step::kBody, count};
}

MessageReader::Step MessageReader::ReadEnd() {
  if (is_idle()) return Step::kNeedMore;
  if (state_ == State::kBody && framing_.kind == Framing::Kind::kUntilClose) state_ = State::kEnd;
  if (state_ == State::kEnd) return Step::kEnd;
  if (state_ == State::kFailed) return Step::kError;
  if (state_ == State::kHead)
    return Stop(400, "the connection was closed in the middle of the head").step;
  if (framing_.kind == Framing::Kind::kChunked) {
    return Stop(400, "the connection was closed before the last chunk").step;
  }
  return Stop(400, fmt::format("the connection was closed {} bytes before the end of the body that "
                               "Content-Length announces",
                               remaining_bytes_))
      .step;
}

void MessageReader::Next() {
  scanner_.Reset();
  if (framing_.kind == Framing::Kind::kChunked) chunked_.Reset();
  framing_ = {};
  request_.fields.Clear();
  response_.fields.Clear();
  content_.clear();
  state_ = State::kHead;
}

MessageReader::Progress MessageReader::Stop(int status, std::string sentence) {
  state_ = State::kFailed;
  fault_ = {status, std::move(sentence)};
  return {Step::kError, 0};
}

}  // namespace osslens::http
