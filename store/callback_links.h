#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "store/exchange_reader.h"
#include "store/record/exchange.h"

namespace osslens::store {

// How it is known that a callback belongs to an upload.
enum class LinkedBy {
  kRequestId,  // both name the same request of OSS
  kObject,     // one of them names none; bucket and object are the same, and the times fit
};

struct CallbackLink {
  int64_t id = 0;
  ExchangeKind kind = ExchangeKind::kForward;
  LinkedBy by = LinkedBy::kRequestId;
};

// The callbacks that OSS made for an upload, or the upload of a callback, as far as they were captured; by id, at most 20.
[[nodiscard]] Result<std::vector<CallbackLink>> FindCallbackLinks(ExchangeReader& reader,
                                                                  const Exchange& exchange);

// "request-id", "object".
[[nodiscard]] const char* ToWord(LinkedBy by);

}  // namespace osslens::store
