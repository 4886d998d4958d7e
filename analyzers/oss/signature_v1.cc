#include "analyzers/oss/signature_v1.h"

#include "analyzers/oss/digest.h"
#include "analyzers/oss/signing_parts.h"
#include "base/text.h"

namespace osslens::oss {

CanonicalV1 CanonicalizeV1(const Request& request, Scheme scheme) {
  Credentials credentials;
  credentials.scheme = scheme;
  const SigningParts parts = ReadParts(request, credentials);
  CanonicalV1 canonical;
  canonical.scheme = scheme;
  canonical.date = parts.date;
  canonical.oss_headers = HeaderLines(parts.headers);
  canonical.path = ResourceText(parts);
  canonical.resource = canonical.path;
  const std::string query = QueryText(parts);
  if (!query.empty()) canonical.resource.append("?").append(query);
  canonical.string_to_sign = Assemble(parts).string_to_sign;
  return canonical;
}

std::string SignV1(const Secret& secret, std::string_view text) {
  return Base64Encode(HmacSha1(secret, text));
}

}  // namespace osslens::oss
