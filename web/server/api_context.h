#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "analyzers/catalogue.h"
#include "analyzers/oss/access_key.h"
#include "analyzers/oss/callback_signature.h"
#include "base/clock.h"
#include "base/result.h"
#include "store/exchange_reader.h"
#include "store/filter.h"
#include "store/record/mark.h"
#include "web/server/replay_order.h"
#include "web/server/status.h"

namespace osslens::web {

// What the calls of the API stand on. The references outlive the server; all of it may be used by several worker threads
// at once.
struct ApiParts {
  const analyzers::Catalogue& catalogue;
  const StatusSource& status;
  // Called on worker threads.
  std::function<Result<store::ExchangeReader>()> open_reader;
  // Removes the exchanges that the filter holds for and tells how many; may block.
  std::function<Result<uint64_t>(const store::Filter&)> remove;
  // Changes a star or a note and tells both as they are then; may block.
  std::function<Result<store::Mark>(const store::MarkChange&)> set_mark;
  // Sends a request again; see ReplayDesk. Called on the loop.
  std::function<bool(ReplayOrder, uint64_t ticket)> replay = nullptr;
  // For temporary files of calls, see store/scratch.h.
  std::filesystem::path scratch;
  // Random, new at each start: a call that changes something must carry it in X-Osslens-Token.
  std::string token;
  // The secrets of the user, to check signatures with; null when there are none.
  const oss::Keyring* keyring = nullptr;
  // The keys to check the signatures of callbacks with; null when none are looked for.
  oss::CallbackKeys* callback_keys = nullptr;
};

// For one call.
struct ApiContext {
  const ApiParts& parts;
  store::ExchangeReader* reader = nullptr;  // null for calls that run on the loop
  WallTime now;
};

}  // namespace osslens::web
