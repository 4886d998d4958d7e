#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/filter.h"
#include "store/sqlite/database.h"

namespace osslens::store {

// Failed exchanges that fail in the same way: the same strongest finding (rule and cause), operation and place. The
// place is the bucket, whichever of its endpoints was used, and the host where no bucket is known.
struct FailureGroup {
  std::string rule;  // empty where no rule applied
  // The variant of the rule (each has a title of its own). Where no rule applied it is what the failure says of itself:
  // OSS's code, else the kind of the failure ("timeout"), else the status ("502").
  std::string cause;
  std::string operation;           // empty where none is known
  std::string bucket;              // empty where none is known
  std::string host;                // of the newest failure
  std::vector<std::string> hosts;  // at most kGroupHosts, sorted
  std::string side;  // the word for it in the newest failure's strongest finding, empty without one
  int64_t count = 0;
  WallTime first_at, last_at;
  std::vector<int64_t> sample_ids;  // newest first
  // Counts in kGroupBins bins of the same width, from the first failure of all groups to the last.
  std::vector<int64_t> over_time;
  // Who met it, by address (without port) and User-Agent, among the newest kGroupClientsAsked failures. The names,
  // "ADDRESS USER-AGENT", are sorted and at most kGroupClients; `client_count` counts the rest as well.
  std::vector<std::string> clients;
  int64_t client_count = 0;

  [[nodiscard]] const std::string& place() const { return bucket.empty() ? host : bucket; }
};
inline constexpr int64_t kGroupBins = 24;
inline constexpr size_t kGroupHosts = 8;
inline constexpr size_t kGroupClients = 20;
inline constexpr int64_t kGroupClientsAsked = 200;

// The largest groups, at most `limit`, of the failures that the filter holds for and that count as failed (healed ones
// do not). Reads every failure, and the heads of some of each group.
[[nodiscard]] Result<std::vector<FailureGroup>> ReadFailureGroups(sqlite::Database& database,
                                                                  const Filter& filter,
                                                                  int64_t limit);

}  // namespace osslens::store
