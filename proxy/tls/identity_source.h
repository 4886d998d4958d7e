#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "proxy/tls/server_identity.h"

namespace osslens::tls {

// Gives the certificate with which a host is impersonated. Called on every loop: implementations are thread-safe, quick
// (one signature at most) and bounded.
class IdentitySource {
 public:
  virtual ~IdentitySource() = default;

  // `host` is a name in lower case without port, never an IP address. Fails with a sentence when none can be made.
  [[nodiscard]] virtual Result<std::shared_ptr<const ServerIdentity>> For(
      const std::string& host) = 0;
};

}  // namespace osslens::tls
