#pragma once

#include <string>

#include "analyzers/oss/callback_key.h"
#include "base/secret.h"

namespace osslens::test {

// A key pair of 2048 bits, made anew each time, that signs in the place of OSS.
class CallbackSigner {
 public:
  CallbackSigner();

  [[nodiscard]] oss::CallbackKey key() const;
  // As the Authorization header has it.
  [[nodiscard]] std::string Sign(const std::string& text) const;

 private:
  std::string public_pem_;
  Secret private_pem_;
};

}  // namespace osslens::test
