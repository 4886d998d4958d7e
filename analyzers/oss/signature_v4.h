#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/credentials.h"
#include "analyzers/oss/request.h"
#include "base/secret.h"

namespace osslens::oss {

// The pieces of a V4 signature (OSS documentation, "Include a V4 signature in the Authorization
// header" and "... in a URL").
struct CanonicalV4 {
  Scheme scheme = Scheme::kV4Header;
  std::string timestamp;
  std::string uri;
  std::string query;
  std::vector<std::string> signed_headers;  // names, sorted
  std::string additional_headers;           // a;b
  std::string canonical_request;
  std::string string_to_sign;
};

// Rebuilds what a V4 signer, or one of S3 V4, must have signed. The bucket is taken from request.resource; with a
// custom domain the caller has to set it there first.
[[nodiscard]] CanonicalV4 CanonicalizeV4(const Request& request, const Credentials& credentials);

// The derived key for one day, region and product: 32 raw bytes.
[[nodiscard]] Secret SigningKeyV4(const Secret& secret, const Scope& scope);

// Lower-case hex of HMAC-SHA256(key, text); for PostObject V4 the text is the policy field.
[[nodiscard]] std::string SignV4(const Secret& signing_key, std::string_view text);

}  // namespace osslens::oss
