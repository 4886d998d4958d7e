#pragma once

#include "analyzers/oss/request.h"

namespace osslens::oss {

// How a request proves who sent it. The S3 schemes are the AWS ones, which OSS also takes.
enum class Scheme {
  kAnonymous,
  kV1Header,
  kV1Query,
  kV2Header,
  kV2Query,
  kV4Header,
  kV4Query,
  kPostObject,  // the signature is a field of the form in the body, which was not read
  kPostV1,      // the same with the form at hand
  kPostV4,
  kPostS3V2,
  kPostS3V4,
  kS3V2Header,
  kS3V2Query,
  kS3V4Header,
  kS3V4Query,
};

// Looks at the Authorization header first, then at the query; OSS refuses requests that have both.
// In a PostObject both are ignored by OSS, so the form decides.
[[nodiscard]] Scheme DetectScheme(const Request& request);

// "oss-v1-header", "s3-v4-query", "anonymous" ...
[[nodiscard]] const char* ToWord(Scheme scheme);

// In header or query; forms are none of these.
[[nodiscard]] bool is_v1(Scheme scheme);
[[nodiscard]] bool is_v2(Scheme scheme);
[[nodiscard]] bool is_v4(Scheme scheme);
[[nodiscard]] bool is_s3_v2(Scheme scheme);
[[nodiscard]] bool is_s3_v4(Scheme scheme);
// In the body, kPostObject included.
[[nodiscard]] bool is_form(Scheme scheme);
// V4 of either kind, forms included: the key is derived for a day, a region and a product.
[[nodiscard]] bool has_scope(Scheme scheme);
// Any of AWS's, forms included.
[[nodiscard]] bool is_s3(Scheme scheme);
[[nodiscard]] bool is_in_query(Scheme scheme);

}  // namespace osslens::oss
