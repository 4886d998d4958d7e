#include "analyzers/rules/signature_facts.h"

#include <algorithm>
#include <utility>

#include "analyzers/oss/canonical_text.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

// First segment of the resource that OSS built: the bucket behind a custom domain.
std::string BucketOfEcho(const oss::SignatureEcho& echo) {
  const auto text = echo.canonical_request.empty()
                        ? oss::SplitStringToSignV1(echo.string_to_sign)
                        : oss::SplitCanonicalRequestV4(echo.canonical_request);
  if (!text || !text->resource.text.starts_with('/')) return {};
  const size_t slash = text->resource.text.find('/', 1);
  if (slash == std::string_view::npos) return {};
  return std::string(text->resource.text.substr(1, slash - 1));
}

void FillBucket(const oss::SignatureEcho& echo, oss::Request& request) {
  const bool unknown =
      request.resource.bucket.empty() && request.endpoint.form == oss::EndpointForm::kCustom;
  if (unknown) request.resource.bucket = BucketOfEcho(echo);
}

// A V4 answer without canonical request: only the hash line tells whether the texts are equal.
std::vector<oss::Difference> CompareHash(const oss::CanonicalV4& rebuilt,
                                         const std::string& echoed) {
  if (rebuilt.string_to_sign == echoed) return {};
  const auto differing = std::ranges::mismatch(rebuilt.string_to_sign, echoed).in2;
  return {{oss::SignedPart::kWhole, "", rebuilt.string_to_sign, echoed,
           static_cast<size_t>(differing - echoed.begin())}};
}

std::vector<oss::Difference> Compare(const oss::Request& request,
                                     const oss::Credentials& credentials,
                                     const oss::SignatureEcho& echo) {
  if (oss::is_v1(credentials.scheme)) {
    return oss::CompareV1(request, oss::CanonicalizeV1(request, credentials.scheme),
                          echo.string_to_sign);
  }
  const oss::CanonicalV4 rebuilt = oss::CanonicalizeV4(request, credentials);
  if (echo.canonical_request.empty()) return CompareHash(rebuilt, echo.string_to_sign);
  return oss::CompareV4(request, rebuilt, echo.canonical_request);
}

// A raw "+" in a Signature parameter is read as a blank by one side and as itself by the other.
bool SameSignature(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    return x == y || ((x == '+' || x == ' ') && (y == '+' || y == ' '));
  });
}

}  // namespace

SignatureFacts RebuildSignature(oss::Request received, oss::Request upstream,
                                const oss::Credentials& credentials,
                                const oss::ErrorDocument* error) {
  SignatureFacts facts;
  facts.rebuilt = oss::is_v1(credentials.scheme) || oss::is_v4(credentials.scheme);
  if (error != nullptr) facts.echo = oss::ReadEcho(*error);
  if (!facts.rebuilt) return facts;
  if (facts.echo) {
    FillBucket(*facts.echo, received);
    FillBucket(*facts.echo, upstream);
  }
  if (oss::is_v1(credentials.scheme)) {
    facts.string_to_sign = oss::CanonicalizeV1(upstream, credentials.scheme).string_to_sign;
  } else {
    oss::CanonicalV4 canonical = oss::CanonicalizeV4(upstream, credentials);
    facts.string_to_sign = std::move(canonical.string_to_sign);
    facts.canonical_request = std::move(canonical.canonical_request);
  }
  if (!facts.echo) return facts;
  facts.behind = Compare(upstream, credentials, *facts.echo);
  if (facts.behind.empty()) facts.own = Compare(received, credentials, *facts.echo);
  const oss::SignatureEcho& echo = *facts.echo;
  const bool same = SameSignature(echo.signature_provided, credentials.signature.reveal());
  facts.of_this_signature = same && !echo.signature_provided.empty();
  facts.of_another_signature = (!echo.signature_provided.empty() && !same) ||
                               (!echo.key_id.empty() && echo.key_id != credentials.key_id);
  return facts;
}

}  // namespace osslens::analyzers
