#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzers/analyzer.h"
#include "base/clock.h"

namespace osslens::web {

// How osslens is doing, at one moment. Counters count from its start.
struct Status {
  std::string version;
  std::string proxy;  // ADDR:PORT
  std::string web;
  WallTime started_at;
  uint64_t connections_accepted = 0;
  uint64_t connections_open = 0;
  uint64_t exchanges = 0;           // finished, handed to the pipeline
  uint64_t exchanges_stored = 0;    // written to the store
  uint64_t exchanges_lost = 0;      // not written because the store failed
  uint64_t dropped_bodies = 0;      // given up because the queue was full
  uint64_t signatures_checked = 0;  // refused ones that were recomputed with a given secret
  uint64_t signatures_skipped = 0;  // not recomputed for lack of time
  uint64_t leaf_certificates = 0;   // kept for hosts whose TLS is opened
  uint64_t queue_exchanges = 0;     // waiting for the pipeline
  uint64_t queue_bytes = 0;
  uint64_t queue_limit_bytes = 0;
  uint64_t store_bytes = 0;  // on disk
  uint64_t store_limit_bytes = 0;
  bool capture_paused = false;     // the store fails; forwarding goes on
  std::string pause_reason;        // one sentence
  bool intercepts = false;         // TLS of apps is opened
  bool upstream_insecure = false;  // certificates of servers are not checked
  std::vector<analyzers::RuleTrouble> rule_troubles;
};

// Where the server learns it. Any thread; must return at once.
class StatusSource {
 public:
  virtual ~StatusSource() = default;
  [[nodiscard]] virtual Status Current() const = 0;
};

[[nodiscard]] std::string StatusJson(const Status& status);
// The same in the text format of Prometheus (exposition format 0.0.4).
[[nodiscard]] std::string MetricsText(const Status& status);

}  // namespace osslens::web
