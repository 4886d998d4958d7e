#pragma once

#include <string>
#include <string_view>

#include "analyzers/oss/credentials.h"
#include "analyzers/oss/request.h"
#include "base/secret.h"

namespace osslens::oss {

// The pieces of a V1 string to sign (OSS documentation, "Include signatures in the Authorization
// header" and "Include signatures in a URL").
struct CanonicalV1 {
  Scheme scheme = Scheme::kV1Header;
  std::string date;         // x-oss-date, else Date; in a URL signature Expires
  std::string oss_headers;  // each line ends with LF
  std::string path;         // the resource without its query
  std::string resource;
  std::string string_to_sign;
};

// Rebuilds what a V1 signer, or one of S3 V2, must have signed for this request. The bucket is taken from
// request.resource; with a custom domain the caller has to set it there first.
[[nodiscard]] CanonicalV1 CanonicalizeV1(const Request& request, Scheme scheme);

// base64(HMAC-SHA1(secret, text)); for PostObject V1 the text is the policy field.
[[nodiscard]] std::string SignV1(const Secret& secret, std::string_view text);

}  // namespace osslens::oss
