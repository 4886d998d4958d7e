#include "analyzers/oss/signature_v4.h"

#include <algorithm>
#include <map>

#include "analyzers/oss/digest.h"
#include "analyzers/oss/signed_headers.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

constexpr std::string_view kAlgorithm = "OSS4-HMAC-SHA256";

std::string CanonicalUri(const Resource& resource) {
  std::string path = "/";
  if (!resource.bucket.empty()) path.append(resource.bucket) += '/';
  return StrictEncode(path + resource.key, true);
}

std::string CanonicalQuery(const Query& query) {
  // Sorted by the encoded name; of several with one name the first is kept.
  std::map<std::string, std::string> encoded;
  for (const QueryParameter& parameter : query) {
    if (parameter.name == "x-oss-signature") continue;
    encoded.try_emplace(StrictEncode(parameter.name, false), StrictEncode(parameter.value, false));
  }
  std::string text;
  for (const auto& [name, value] : encoded) {
    if (!text.empty()) text += '&';
    text += name;
    if (!value.empty()) text.append("=").append(value);
  }
  return text;
}

// Names that are signed in any case do not appear in the line of additional headers.
std::string AdditionalLine(const std::vector<std::string>& names) {
  std::string line;
  for (const std::string& name : names) {
    if (name == "content-type" || name == "content-md5" || name.starts_with("x-oss-")) continue;
    if (!line.empty()) line += ';';
    line += name;
  }
  return line;
}

std::string Timestamp(const Request& request, Scheme scheme) {
  if (scheme == Scheme::kV4Query) return std::string(Value(request.query, "x-oss-date"));
  const std::string_view oss_date = request.Value("x-oss-date");
  return std::string(oss_date.empty() ? request.Value("Date") : oss_date);
}

std::string StringToSign(const CanonicalV4& canonical, const Scope& scope) {
  std::string text(kAlgorithm);
  text.append("\n").append(canonical.timestamp) += '\n';
  text.append(scope.date) += '/';
  text.append(scope.region) += '/';
  text.append(scope.product) += '/';
  text.append(scope.terminator) += '\n';
  return text.append(Hex(Sha256(canonical.canonical_request)));
}

}  // namespace

CanonicalV4 CanonicalizeV4(const Request& request, const Credentials& credentials) {
  CanonicalV4 canonical;
  canonical.timestamp = Timestamp(request, credentials.scheme);
  canonical.uri = CanonicalUri(request.resource);
  canonical.query = CanonicalQuery(request.query);
  canonical.additional_headers = AdditionalLine(credentials.additional_headers);
  std::vector<std::string> also = credentials.additional_headers;
  also.insert(also.end(), {"content-md5", "content-type"});
  const SignedHeaders headers = CollectSignedHeaders(request, also);
  for (const auto& [name, value] : headers) canonical.signed_headers.push_back(name);

  const std::string_view payload = request.Value("x-oss-content-sha256");
  std::string& text = canonical.canonical_request;
  text.append(request.method) += '\n';
  text.append(canonical.uri) += '\n';
  text.append(canonical.query) += '\n';
  text.append(HeaderLines(headers)) += '\n';
  text.append(canonical.additional_headers) += '\n';
  text.append(payload.empty() ? "UNSIGNED-PAYLOAD" : payload);
  canonical.string_to_sign = StringToSign(canonical, credentials.scope);
  return canonical;
}

Secret SigningKeyV4(const Secret& secret, const Scope& scope) {
  const Secret start(std::string("aliyun_v4").append(secret.reveal()));
  const Secret day = HmacSha256(start, scope.date);
  const Secret region = HmacSha256(day, scope.region);
  const Secret product = HmacSha256(region, scope.product);
  return HmacSha256(product, "aliyun_v4_request");
}

std::string SignV4(const Secret& signing_key, std::string_view text) {
  return Hex(HmacSha256(signing_key, text).reveal());
}

}  // namespace osslens::oss
