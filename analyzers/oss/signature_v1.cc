#include "analyzers/oss/signature_v1.h"

#include <algorithm>
#include <map>

#include "analyzers/oss/digest.h"
#include "analyzers/oss/signed_headers.h"
#include "analyzers/oss/sub_resources.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

std::string CanonicalDate(const Request& request, Scheme scheme) {
  if (scheme == Scheme::kV1Query) return std::string(Value(request.query, "Expires"));
  const std::string_view oss_date = request.Value("x-oss-date");
  return std::string(oss_date.empty() ? request.Value("Date") : oss_date);
}

std::string CanonicalResource(const Request& request) {
  std::string text = "/";
  if (!request.resource.bucket.empty()) text.append(request.resource.bucket) += '/';
  text += request.resource.key;
  // The first of several parameters with one name is taken, as documented for Signature.
  std::map<std::string_view, std::string_view> signed_keys;
  for (const QueryParameter& parameter : request.query) {
    if (is_sub_resource(parameter.name)) signed_keys.try_emplace(parameter.name, parameter.value);
  }
  char mark = '?';
  for (const auto& [name, value] : signed_keys) {
    text.append(1, mark).append(name);
    if (!value.empty()) text.append("=").append(value);
    mark = '&';
  }
  return text;
}

std::string Upper(std::string_view method) {
  std::string upper(method);
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return upper;
}

}  // namespace

CanonicalV1 CanonicalizeV1(const Request& request, Scheme scheme) {
  CanonicalV1 canonical;
  canonical.date = CanonicalDate(request, scheme);
  canonical.oss_headers = HeaderLines(CollectSignedHeaders(request, {}));
  canonical.resource = CanonicalResource(request);
  canonical.string_to_sign = Upper(request.method) + '\n';
  canonical.string_to_sign.append(request.Value("Content-MD5")) += '\n';
  canonical.string_to_sign.append(request.Value("Content-Type")) += '\n';
  canonical.string_to_sign.append(canonical.date) += '\n';
  canonical.string_to_sign.append(canonical.oss_headers).append(canonical.resource);
  return canonical;
}

std::string SignV1(const Secret& secret, std::string_view text) {
  return Base64Encode(HmacSha1(secret, text));
}

}  // namespace osslens::oss
