#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzers/recent_map.h"
#include "base/clock.h"
#include "store/record/exchange.h"
#include "store/record/job_change.h"

namespace osslens::analyzers {

// Finds the exchanges that belong together: the calls of one multipart upload (by its upload id), ranged downloads of
// one object and the pages of one listing (by client), and a call that the same client repeats after a failure that
// passes (no answer, 408, 429, 5xx, a wrong clock, the wrong endpoint). When the repetition succeeds, the failures before
// it are healed: the app got what it asked for. So are questions to which OSS said no (analyzers/existence_check.h), and
// a read of an object that is not there, when the same client (address and User-Agent) creates it afterwards.
//
// It goes by the times of the exchanges, never by the clock. One thread at a time (the pipeline's). It remembers the most
// recent `limit` failed calls, missing objects, downloads and listings each, so what it holds has a bound however many there are.
class JobTracker {
 public:
  static constexpr size_t kDefaultLimit = 1000;

  explicit JobTracker(size_t limit = kDefaultLimit)
      : calls_(limit), missing_(limit), downloads_(limit), listings_(limit) {}

  // Sets the job of an annotated exchange, and of those before it that it tells something about. Call in the order in
  // which exchanges ended; the exchange must stay where it is until Settle().
  void Follow(store::Exchange& exchange);

  // What has changed of exchanges that were settled before. Taken once.
  [[nodiscard]] std::vector<store::JobChange> TakeChanges();

  // The exchanges followed so far have their ids now and may go. One that has no id was not stored and is forgotten.
  void Settle();

  [[nodiscard]] size_t remembered() const {
    return calls_.size() + missing_.size() + downloads_.size() + listings_.size();
  }

 private:
  // A failed exchange that may still be healed.
  struct Failed {
    store::Exchange* unsettled = nullptr;
    int64_t id = 0;
    std::optional<store::Job> job;
  };
  // Repetitions of one call that all failed so far.
  struct Call {
    std::vector<Failed> failed;
    std::string job_id;  // empty before the first repetition
    WallTime ended_at;
  };
  // Reads of an object or bucket that was not there.
  struct Missing {
    std::vector<Failed> reads;
    WallTime ended_at;
  };
  struct Group {
    std::string job_id;
    WallTime ended_at;
  };

  [[nodiscard]] std::optional<store::Job> OwnJob(const store::Exchange& exchange);
  [[nodiscard]] std::optional<store::Job> ListingOf(const store::Exchange& exchange);
  [[nodiscard]] Group& GroupOf(RecentMap<Group>& groups, std::string key,
                               const store::Exchange& exchange);
  void FollowCall(store::Exchange& exchange);
  void Join(Call& call, store::Exchange& exchange);
  void RememberMissing(store::Exchange& exchange);
  void HealMissing(const store::Exchange& exchange);
  static void SettleEach(std::vector<Failed>& failed);
  void Apply(Failed& failed);
  [[nodiscard]] std::string NewId(WallTime first);

  RecentMap<Call> calls_;
  RecentMap<Missing> missing_;  // by client, bucket and object
  RecentMap<Group> downloads_, listings_;
  std::vector<store::JobChange> changes_;
  uint64_t next_number_ = 0;
  bool has_unsettled_ = false;
};

}  // namespace osslens::analyzers
