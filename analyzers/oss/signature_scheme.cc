#include "analyzers/oss/signature_scheme.h"

#include <algorithm>

#include "base/text.h"

namespace osslens::oss {
namespace {

bool HasQuery(const Request& request, std::string_view name) {
  return std::ranges::any_of(request.query, [name](const QueryParameter& parameter) {
    return EqualsIgnoreCase(parameter.name, name);
  });
}

bool is_post_object(const Request& request) {
  return request.method == "POST" && request.resource.key.empty() && request.query.empty() &&
         StartsWithIgnoreCase(request.Value("Content-Type"), "multipart/form-data");
}

Scheme FromAuthorization(std::string_view authorization) {
  const std::string_view word = authorization.substr(0, authorization.find(' '));
  if (word == "OSS") return Scheme::kV1Header;
  if (word == "OSS2") return Scheme::kV2Header;
  if (word == "OSS4-HMAC-SHA256") return Scheme::kV4Header;
  if (word == "AWS") return Scheme::kS3V2Header;
  if (word == "AWS4-HMAC-SHA256") return Scheme::kS3V4Header;
  return Scheme::kAnonymous;
}

Scheme FromQuery(const Request& request) {
  const std::string_view version = Value(request.query, "x-oss-signature-version");
  if (version == "OSS2") return Scheme::kV2Query;
  if (version == "OSS4-HMAC-SHA256") return Scheme::kV4Query;
  if (Find(request.query, "OSSAccessKeyId") != nullptr) return Scheme::kV1Query;
  if (HasQuery(request, "AWSAccessKeyId")) return Scheme::kS3V2Query;
  if (HasQuery(request, "X-Amz-Algorithm") || HasQuery(request, "X-Amz-Signature")) {
    return Scheme::kS3V4Query;
  }
  return Scheme::kAnonymous;
}

}  // namespace

Scheme DetectScheme(const Request& request) {
  if (is_post_object(request)) return Scheme::kPostObject;
  const Scheme header = FromAuthorization(request.Value("Authorization"));
  return header == Scheme::kAnonymous ? FromQuery(request) : header;
}

const char* ToWord(Scheme scheme) {
  switch (scheme) {
    case Scheme::kAnonymous:
      return "anonymous";
    case Scheme::kV1Header:
      return "oss-v1-header";
    case Scheme::kV1Query:
      return "oss-v1-query";
    case Scheme::kV2Header:
      return "oss-v2-header";
    case Scheme::kV2Query:
      return "oss-v2-query";
    case Scheme::kV4Header:
      return "oss-v4-header";
    case Scheme::kV4Query:
      return "oss-v4-query";
    case Scheme::kPostObject:
      return "oss-post-object";
    case Scheme::kPostV1:
      return "oss-post-v1";
    case Scheme::kPostV4:
      return "oss-post-v4";
    case Scheme::kPostS3V2:
      return "s3-post-v2";
    case Scheme::kPostS3V4:
      return "s3-post-v4";
    case Scheme::kS3V2Header:
      return "s3-v2-header";
    case Scheme::kS3V2Query:
      return "s3-v2-query";
    case Scheme::kS3V4Header:
      return "s3-v4-header";
    case Scheme::kS3V4Query:
      return "s3-v4-query";
  }
  return "";
}

bool is_v1(Scheme scheme) { return scheme == Scheme::kV1Header || scheme == Scheme::kV1Query; }
bool is_v4(Scheme scheme) { return scheme == Scheme::kV4Header || scheme == Scheme::kV4Query; }

bool is_v2(Scheme scheme) { return scheme == Scheme::kV2Header || scheme == Scheme::kV2Query; }

bool is_s3_v2(Scheme scheme) {
  return scheme == Scheme::kS3V2Header || scheme == Scheme::kS3V2Query;
}

bool is_s3_v4(Scheme scheme) {
  return scheme == Scheme::kS3V4Header || scheme == Scheme::kS3V4Query;
}

bool is_form(Scheme scheme) {
  return scheme == Scheme::kPostObject || scheme == Scheme::kPostV1 || scheme == Scheme::kPostV4 ||
         scheme == Scheme::kPostS3V2 || scheme == Scheme::kPostS3V4;
}

bool has_scope(Scheme scheme) {
  return is_v4(scheme) || is_s3_v4(scheme) || scheme == Scheme::kPostV4 ||
         scheme == Scheme::kPostS3V4;
}

bool is_s3(Scheme scheme) {
  return is_s3_v2(scheme) || is_s3_v4(scheme) || scheme == Scheme::kPostS3V2 ||
         scheme == Scheme::kPostS3V4;
}

bool is_in_query(Scheme scheme) {
  return scheme == Scheme::kV1Query || scheme == Scheme::kV2Query || scheme == Scheme::kV4Query ||
         scheme == Scheme::kS3V2Query || scheme == Scheme::kS3V4Query;
}

}  // namespace osslens::oss
