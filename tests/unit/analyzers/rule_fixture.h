#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "analyzers/oss/access_key.h"
#include "analyzers/oss/callback_signature.h"
#include "store/record/exchange.h"

namespace osslens::analyzers {

// One folder of tests/fixtures/rules/<rule>: raw `request`, `response` and sometimes `forwarded`,
// other facts of the exchange in exchange.json (`duration_ms`, `timings_ms` of connect and wait,
// `failure` as [kind, message], `request_bytes` and `response_bytes` when more passed than was captured,
// `started_at`, also `credentials`: id and secret of AccessKeys that
// the user gave), what must be found in expected.json.
struct RuleFixture {
  std::string rule;
  std::string name;  // hit-* or miss-*
  store::Exchange exchange;
  std::vector<store::Exchange> before;           // exchanges that passed earlier
  oss::Keyring keyring;                          // secrets that the user gave
  std::optional<oss::CallbackKey> callback_key;  // of the file `key.pem`
  nlohmann::json expected;

  [[nodiscard]] bool is_hit() const { return name.starts_with("hit-"); }
};

// All of them, sorted by folder.
[[nodiscard]] const std::vector<RuleFixture>& RuleFixtures();

// An exchange from raw messages (head and body) as they would be captured.
[[nodiscard]] store::Exchange MakeExchange(const std::string& host, const std::string& request,
                                           const std::string& response);

}  // namespace osslens::analyzers
