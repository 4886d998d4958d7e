#include "analyzers/rules/after_signing.h"

#include <algorithm>

#include "analyzers/rules/evidence.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

// curl -d and many form helpers; fetch and XMLHttpRequest with a text append a charset.
bool is_default_type(std::string_view type) {
  return StartsWithIgnoreCase(type, "application/x-www-form-urlencoded") ||
         ContainsIgnoreCase(type, "charset=");
}

}  // namespace

Suspicion SuspectChange(const Facts& facts) {
  const std::string_view type = facts.request.Value("Content-Type");
  // Whoever uses a signed URL did not sign it himself: a Content-Type there comes from his HTTP
  // library more often than from the signer.
  if (!type.empty() && oss::is_in_query(facts.credentials.scheme)) {
    return Suspicion::kContentTypeOnUrl;
  }
  if (is_default_type(type)) return Suspicion::kDefaultContentType;
  const bool proxy = std::ranges::any_of(facts.markers, [](const ProxyMarker& marker) {
    return marker.where == store::Where::kRequestHeader;
  });
  return proxy ? Suspicion::kProxyBefore : Suspicion::kNone;
}

}  // namespace osslens::analyzers
