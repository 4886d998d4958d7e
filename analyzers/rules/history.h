#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace osslens::analyzers {

// What a rule may know of earlier exchanges. Only what was seen recently by this process is
// remembered, so "no" means "not seen".
class History {
 public:
  virtual ~History() = default;

  // True when OSS accepted a request that was signed with this key id.
  [[nodiscard]] virtual bool KeyWorked(std::string_view key_id) const = 0;

  // The endpoint (without bucket) under which a request for this bucket succeeded; empty when none.
  [[nodiscard]] virtual std::string EndpointOf(std::string_view bucket) const = 0;

  struct TokenUse {
    std::string key_id;   // it was first seen with
    bool worked = false;  // OSS accepted a request that carried it
  };
  [[nodiscard]] virtual std::optional<TokenUse> UseOf(const Secret& token) const = 0;
};

}  // namespace osslens::analyzers
