#include "web/server/request_reader.h"

#include <fmt/format.h>

#include <utility>

namespace osslens::web {
namespace {

http::MessageReader::Limits ToLimits(const RequestLimits& limits) {
  return {.head_bytes = limits.head_bytes, .trailer_bytes = limits.head_bytes};
}

}  // namespace

RequestReader::RequestReader(const RequestLimits& limits, TakesBody takes_body)
    : limits_(limits),
      reader_(http::MessageReader::Role::kRequest, ToLimits(limits)),
      takes_body_(std::move(takes_body)) {}

RequestReader::Outcome RequestReader::Read(std::string_view& bytes) {
  using Step = http::MessageReader::Step;
  for (;;) {
    const auto progress = reader_.Read(bytes);
    std::optional<Refusal> refusal;
    if (progress.step == Step::kHead) refusal = TakeHead();
    if (progress.step == Step::kBody) refusal = TakeBody();
    if (progress.step == Step::kError) {
      refusal = Refusal{reader_.fault().status, reader_.fault().sentence};
    }
    bytes.remove_prefix(progress.consumed);
    if (refusal) return *std::move(refusal);
    if (progress.step == Step::kNeedMore) return std::monostate{};
    if (progress.step == Step::kEnd) {
      reader_.Next();
      body_bytes_ = 0;
      return *std::exchange(request_, std::nullopt);
    }
  }
}

std::optional<Refusal> RequestReader::TakeHead() {
  auto request = ToRequest(reader_.request());
  if (!request) return Refusal{400, request.error().message};
  request_ = *std::move(request);
  is_taken_ = takes_body_ && takes_body_(*request_);
  return std::nullopt;
}

std::optional<Refusal> RequestReader::TakeBody() {
  for (const auto part : reader_.content()) {
    body_bytes_ += part.size();
    if (is_taken_ && body_bytes_ <= limits_.taken_body_bytes) request_->body.append(part);
  }
  if (body_bytes_ <= (is_taken_ ? limits_.taken_body_bytes : limits_.body_bytes)) {
    return std::nullopt;
  }
  if (is_taken_) {
    return Refusal{413, fmt::format("a request to this call has a body of at most {} bytes",
                                    limits_.taken_body_bytes)};
  }
  return Refusal{
      413, fmt::format("a request to this call has no body, and none of more than {} bytes is read",
                       limits_.body_bytes)};
}

}  // namespace osslens::web
