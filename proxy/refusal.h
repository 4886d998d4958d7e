#pragma once

#include <string>
#include <string_view>

#include "store/record/exchange.h"

namespace osslens::proxy {

// An answer of osslens itself: a plain text of one sentence and the header X-Osslens-Error with the
// kind of fault, so that nobody takes it for an answer of OSS. It always closes the connection.
// `head_bytes` is the length of the head; a response to HEAD is sent without the rest.
struct Refusal {
  std::string bytes;
  size_t head_bytes = 0;
};

[[nodiscard]] Refusal WriteRefusal(int status, store::FailureKind kind, std::string_view sentence,
                                   std::string_view request_method);

// The status that fits a failure on the way to the server (RFC 9110 section 15.6).
[[nodiscard]] int StatusOf(store::FailureKind kind);

}  // namespace osslens::proxy
