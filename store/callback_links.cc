#include "store/callback_links.h"

#include <algorithm>
#include <utility>

namespace osslens::store {
namespace {

constexpr int64_t kMostLinks = 20;
// OSS calls after it has read the whole body; the clocks of both exchanges are ours.
constexpr Microseconds kLeeway{1'000'000};

Result<std::vector<CallbackLink>> Read(ExchangeReader& reader, const Filter& filter, LinkedBy by,
                                       const Exchange& exchange) {
  const auto page = reader.List(filter, {.limit = kMostLinks});
  if (!page) return tl::unexpected(page.error());
  std::vector<CallbackLink> links;
  for (const auto& other : page->exchanges) {
    // By the object only where one of the two has no request id.
    const bool both_named = !other->request_id.empty() && !exchange.request_id.empty();
    if (by == LinkedBy::kRequestId || !both_named) links.push_back({other->id, other->kind, by});
  }
  std::ranges::sort(links, {}, &CallbackLink::id);
  return links;
}

int64_t MicrosecondsOf(WallTime time) {
  return std::chrono::duration_cast<Microseconds>(time.time_since_epoch()).count();
}

// The other side began in these microseconds: a callback while its upload was under way.
Filter ByObject(const Exchange& exchange, bool is_callback) {
  const int64_t began = MicrosecondsOf(exchange.started_at);
  if (is_callback) {
    return {
        "e.kind <> 'callback' AND e.bucket = ? AND e.object = ? AND e.started_at <= ? AND "
        "e.started_at + e.duration + ? >= ?",
        {exchange.bucket, exchange.object, began, kLeeway.count(), began}};
  }
  return {
      "e.kind = 'callback' AND e.bucket = ? AND e.object = ? AND e.started_at >= ? AND "
      "e.started_at <= ?",
      {exchange.bucket, exchange.object, began,
       began + exchange.duration.count() + kLeeway.count()}};
}

}  // namespace

Result<std::vector<CallbackLink>> FindCallbackLinks(ExchangeReader& reader,
                                                    const Exchange& exchange) {
  const bool is_callback = exchange.kind == ExchangeKind::kCallback;
  if (!exchange.request_id.empty()) {
    const Filter same{"e.request_id = ? AND (e.kind = 'callback') = ?",
                      {exchange.request_id, int64_t{is_callback ? 0 : 1}}};
    auto links = Read(reader, same, LinkedBy::kRequestId, exchange);
    if (!links || !links->empty()) return links;
  }
  if (exchange.bucket.empty() || exchange.object.empty()) return std::vector<CallbackLink>{};
  return Read(reader, ByObject(exchange, is_callback), LinkedBy::kObject, exchange);
}

const char* ToWord(LinkedBy by) { return by == LinkedBy::kRequestId ? "request-id" : "object"; }

}  // namespace osslens::store
