#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/request.h"
#include "analyzers/oss/signature_v1.h"
#include "analyzers/oss/signature_v4.h"

namespace osslens::oss {

enum class SignedPart {
  kMethod,
  kContentMd5,
  kContentType,
  kDate,
  kHeader,             // an x-oss-* header, or an additional header of V4
  kResource,           // bucket and key
  kQuery,              // a signed query key
  kAdditionalHeaders,  // the list of names in V4
  kPayload,            // the last line of V4
  kWhole,              // the texts differ, but not in a way that can be pinned to a part
};

// One part in which two strings to sign disagree. nullopt means that the side lacks the part.
struct Difference {
  SignedPart part = SignedPart::kWhole;
  std::string name;  // of the header or query key
  std::optional<std::string> rebuilt;
  std::optional<std::string> echoed;
  size_t offset = 0;  // of the first differing byte in the echoed text
};

// Compares what OSS says it built (`echoed`: the string to sign of V1, the canonical request of V4)
// with what the captured request gives. Where it is not documented how OSS reads a request (empty
// values, repeated headers or keys, "+" in a query, sub-resources that only some SDKs know, the
// bucket behind a custom domain), every reading counts as equal: a difference that is returned
// leaves no reading of the captured bytes that explains the echo.
[[nodiscard]] std::vector<Difference> CompareV1(const Request& request, const CanonicalV1& rebuilt,
                                                std::string_view echoed);
[[nodiscard]] std::vector<Difference> CompareV4(const Request& request, const CanonicalV4& rebuilt,
                                                std::string_view echoed);

// "method", "content-type", "header x-oss-meta-a", "query acl" ...
[[nodiscard]] std::string PartName(const Difference& difference);

}  // namespace osslens::oss
