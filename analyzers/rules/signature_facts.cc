#include "analyzers/rules/signature_facts.h"

#include <algorithm>
#include <utility>

#include "analyzers/oss/canonical_text.h"
#include "analyzers/oss/signature_search.h"
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

// For texts that are not taken apart: V2, forms, and a V4 answer without canonical request, where
// only the hash line tells whether the texts are equal.
std::vector<oss::Difference> CompareWhole(const std::string& rebuilt, const std::string& echoed) {
  if (rebuilt == echoed) return {};
  const auto differing = std::ranges::mismatch(rebuilt, echoed).in2;
  return {{oss::SignedPart::kWhole, "", rebuilt, echoed,
           static_cast<size_t>(differing - echoed.begin())}};
}

std::vector<oss::Difference> Compare(const oss::Request& request,
                                     const oss::Credentials& credentials, const oss::PostForm* form,
                                     const oss::SignatureEcho& echo) {
  const oss::Scheme scheme = credentials.scheme;
  if (oss::is_v1(scheme) || oss::is_s3_v2(scheme)) {
    return oss::CompareV1(request, oss::CanonicalizeV1(request, scheme), echo.string_to_sign);
  }
  const bool v4 = oss::is_v4(scheme) || oss::is_s3_v4(scheme);
  if (v4 && !echo.canonical_request.empty()) {
    return oss::CompareV4(request, oss::CanonicalizeV4(request, credentials),
                          echo.canonical_request);
  }
  const oss::SigningParts parts = oss::PartsOf({request, credentials, form, std::nullopt});
  return CompareWhole(oss::Assemble(parts).string_to_sign, echo.string_to_sign);
}

// A raw "+" in a Signature parameter is read as a blank by one side and as itself by the other.
bool SameSignature(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    return x == y || ((x == '+' || x == ' ') && (y == '+' || y == ' '));
  });
}

}  // namespace

SignatureFacts RebuildSignature(oss::Request received, oss::Request upstream,
                                const oss::Credentials& credentials, const oss::PostForm* form,
                                const oss::ErrorDocument* error) {
  SignatureFacts facts;
  facts.rebuilt = credentials.scheme != oss::Scheme::kAnonymous &&
                  credentials.scheme != oss::Scheme::kPostObject;
  if (error != nullptr) facts.echo = oss::ReadEcho(*error);
  if (facts.echo) {
    FillBucket(*facts.echo, received);
    FillBucket(*facts.echo, upstream);
  }
  facts.received = std::move(received);
  if (!facts.rebuilt) return facts;
  oss::SignedText text = oss::Assemble(oss::PartsOf({upstream, credentials, form, std::nullopt}));
  facts.string_to_sign = std::move(text.string_to_sign);
  facts.canonical_request = std::move(text.canonical_request);
  if (!facts.echo) return facts;
  facts.behind = Compare(upstream, credentials, form, *facts.echo);
  if (facts.behind.empty()) facts.own = Compare(facts.received, credentials, form, *facts.echo);
  const oss::SignatureEcho& echo = *facts.echo;
  const bool same = SameSignature(echo.signature_provided, credentials.signature.reveal());
  facts.of_this_signature = same && !echo.signature_provided.empty();
  facts.of_another_signature = (!echo.signature_provided.empty() && !same) ||
                               (!echo.key_id.empty() && echo.key_id != credentials.key_id);
  return facts;
}

}  // namespace osslens::analyzers
