#pragma once

#include <cstddef>
#include <cstdint>

#include "analyzers/ram_policy.h"
#include "base/result.h"
#include "store/exchange_reader.h"
#include "store/filter.h"
#include "store/transfer/json_writer.h"
#include "web/server/router.h"

namespace osslens::web {

// The policy as RAM takes it: {"Version":"1","Statement":[...]}.
void WritePolicy(const analyzers::RamPolicy& policy, store::JsonWriter& json);

// The most characters that RAM takes of a policy that is written by hand.
inline constexpr size_t kLongestPolicy = 6144;

// Adds the exchanges that the filter holds for, oldest first, about `most` of them. True when there were no more.
[[nodiscard]] Result<bool> AddToPolicy(store::ExchangeReader& reader, const store::Filter& filter,
                                       int64_t most, analyzers::RamPolicy& policy);

// The smallest RAM policy for captured calls, or for those that were refused. On a worker thread.
[[nodiscard]] Response GetPolicy(const Request& request, const PathValues& path,
                                 ApiContext& context);

}  // namespace osslens::web
