#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/request.h"

namespace osslens::oss {

// One thing that RAM must allow: "oss:GetObject" on "acs:oss:*:*:bucket/key".
struct Permission {
  std::string action;
  std::string bucket;  // "*" for operations on the account as a whole
  std::string key;     // empty at bucket level

  friend bool operator==(const Permission&, const Permission&) = default;
};

// What stands for a bucket that the request does not name, as with custom domains.
inline constexpr std::string_view kUnknownBucket = "BUCKET";

struct Permissions {
  std::vector<Permission> needed;
  bool known = true;  // false: nothing is documented of what the operation needs
  bool uses_kms =
      false;  // it also needs kms:GenerateDataKey and kms:Decrypt, on a key that only KMS names
};

// What a request needs to be allowed, by the list of actions in OSS's documentation of RAM policies. `key` is that of
// the object, which a PostObject has in its form; `body` holds the keys of a DeleteMultipleObjects and the target of a
// PutBucketLogging, as far as it was captured.
[[nodiscard]] Permissions PermissionsFor(const Request& request, std::string_view operation,
                                         std::string_view key, std::string_view body);

// The name of the resource in a policy.
[[nodiscard]] std::string ResourceName(const Permission& permission);

}  // namespace osslens::oss
