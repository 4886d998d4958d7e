#pragma once

#include <string>
#include <string_view>

#include "analyzers/oss/signing_parts.h"
#include "base/secret.h"

namespace osslens::oss {

// HMAC-SHA1 for V1 and S3 V2, HMAC-SHA256 for the others, as raw bytes; in V4 with the derived key.
[[nodiscard]] std::string SignatureDigest(const SigningParts& parts, std::string_view text,
                                          const Secret& secret);

// The signature as it stands in a request: base64, in V4 lower-case hex.
[[nodiscard]] std::string EncodeSignature(Scheme scheme, std::string_view digest);

// The signature of `parts` with that secret.
[[nodiscard]] std::string Sign(const SigningParts& parts, const Secret& secret);

// The key of a V4 signature for one day, region and product, 32 raw bytes. `prefix` is "aliyun_v4",
// on the S3 surface "AWS4"; the last round takes the terminator of the scope.
[[nodiscard]] Secret DeriveKey(std::string_view prefix, const Secret& secret, const Scope& scope);
[[nodiscard]] std::string_view KeyPrefix(Scheme scheme);

}  // namespace osslens::oss
