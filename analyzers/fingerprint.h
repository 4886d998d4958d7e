#pragma once

#include <string>
#include <string_view>

namespace osslens::analyzers {

// What makes two failures the same failure.
struct FailureKind {
  std::string_view rule;  // of the strongest finding, empty without one
  std::string_view
      cause;  // its variant; without a rule OSS's code, the kind of the failure, or the status
  std::string_view operation;  // empty where none is known
  std::string_view place;      // bucket, or else host
};

// "v1:" and 16 hex digits: the first 8 bytes of the SHA-256 of the four parts, each written as LENGTH ":" BYTES. It is
// the same on every machine and in every later version, so it may be kept, in a ticket or a list of known failures.
// Whatever changes how it is made, or which parts, changes the version before the colon. Ids of rules and variants never
// change.
[[nodiscard]] std::string Fingerprint(const FailureKind& failure);

}  // namespace osslens::analyzers
