#include "analyzers/oss/signature_v4.h"

#include "analyzers/oss/digest.h"
#include "analyzers/oss/signature.h"
#include "analyzers/oss/signing_parts.h"

namespace osslens::oss {

CanonicalV4 CanonicalizeV4(const Request& request, const Credentials& credentials) {
  const SigningParts parts = ReadParts(request, credentials);
  CanonicalV4 canonical;
  canonical.scheme = credentials.scheme;
  canonical.timestamp = parts.date;
  canonical.uri = ResourceText(parts);
  canonical.query = QueryText(parts);
  for (const auto& [name, value] : parts.headers) canonical.signed_headers.push_back(name);
  canonical.additional_headers = parts.additional_headers;
  SignedText text = Assemble(parts);
  canonical.canonical_request = std::move(text.canonical_request);
  canonical.string_to_sign = std::move(text.string_to_sign);
  return canonical;
}

Secret SigningKeyV4(const Secret& secret, const Scope& scope) {
  return DeriveKey("aliyun_v4", secret, scope);
}

std::string SignV4(const Secret& signing_key, std::string_view text) {
  return Hex(HmacSha256(signing_key, text).reveal());
}

}  // namespace osslens::oss
