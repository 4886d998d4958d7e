#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analyzers/oss/credentials.h"
#include "analyzers/oss/request.h"
#include "analyzers/oss/signed_headers.h"

namespace osslens::oss {

// What a signer feeds its algorithm, in one form for every scheme. The text to sign is put together
// from it, as it should be or with a part changed, so that a mistake can be tried out.
struct SigningParts {
  Scheme scheme = Scheme::kAnonymous;
  std::string method;
  std::string content_md5, content_type;  // lines of their own; in V4 they are among the headers
  std::string date;                       // the date line; in V4 the timestamp
  SignedHeaders headers;

  // The resource is `slash` bucket `slash` path, without the first two when there is no bucket.
  // Bucket and path are in the form that is signed: decoded in V1, strictly encoded in V2 and V4,
  // as on the wire in S3 V2.
  std::string bucket, path;
  std::string slash = "/";

  // The signed parameters in signing order, also in the form that is signed.
  std::vector<std::pair<std::string, std::string>> query;
  bool equals_on_empty = false;  // "acl=" for "acl", as AWS V4 does

  std::string additional_headers;  // a;b: the line of V2 and V4
  std::string payload;             // V4: the last line
  Scope scope;                     // V4
  std::string policy;              // of a form: the whole text to sign

  std::string line_end = "\n";  // any other is a mistake
  std::string tail;             // after the text; anything is a mistake
};

// The text that the signature is computed over, and in V4 the request text that it holds a hash of.
struct SignedText {
  std::string string_to_sign;
  std::string canonical_request;  // V4 in header or query
};

// What a signer must have signed for this request (OSS documentation: "Include signatures in the
// Authorization header", "... in a URL", their V4 forms, and the S3-compatible ones of AWS). The
// bucket is taken from request.resource: with a custom domain the caller sets it there first.
// Forms are not covered: their signature is in the body.
[[nodiscard]] SigningParts ReadParts(const Request& request, const Credentials& credentials);

// The canonicalized resource of V1, V2 and S3 V2 with its query; in V4 the canonical URI.
[[nodiscard]] std::string ResourceText(const SigningParts& parts);
[[nodiscard]] std::string QueryText(const SigningParts& parts);

[[nodiscard]] SignedText Assemble(const SigningParts& parts);

}  // namespace osslens::oss
