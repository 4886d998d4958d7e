#include "analyzers/oss/signature.h"

#include "analyzers/oss/digest.h"
#include "base/text.h"

namespace osslens::oss {
std::string_view KeyPrefix(Scheme scheme) {
  return is_s3(scheme) ? std::string_view("AWS4") : std::string_view("aliyun_v4");
}

Secret DeriveKey(std::string_view prefix, const Secret& secret, const Scope& scope) {
  std::string start(prefix);
  start += secret.reveal();
  const Secret day = HmacSha256(Secret(std::move(start)), scope.date);
  const Secret region = HmacSha256(day, scope.region);
  const Secret product = HmacSha256(region, scope.product);
  return HmacSha256(product, scope.terminator);
}

std::string SignatureDigest(const SigningParts& parts, std::string_view text,
                            const Secret& secret) {
  if (has_scope(parts.scheme)) {
    const Secret key = DeriveKey(KeyPrefix(parts.scheme), secret, parts.scope);
    return std::string(HmacSha256(key, text).reveal());
  }
  if (is_v2(parts.scheme)) return std::string(HmacSha256(secret, text).reveal());
  return HmacSha1(secret, text);
}

std::string EncodeSignature(Scheme scheme, std::string_view digest) {
  return has_scope(scheme) ? Hex(digest) : Base64Encode(digest);
}

std::string Sign(const SigningParts& parts, const Secret& secret) {
  return EncodeSignature(parts.scheme,
                         SignatureDigest(parts, Assemble(parts).string_to_sign, secret));
}

}  // namespace osslens::oss
