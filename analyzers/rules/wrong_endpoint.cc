// The request went to an endpoint that cannot serve the bucket, or in a form that OSS does not take.
#include <algorithm>
#include <initializer_list>

#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

using oss::Endpoint;
using oss::EndpointForm;
using store::Confidence;
using store::Side;

bool IsOneOf(std::string_view value, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, value) != list.end();
}

bool names_other_endpoint(const Facts& facts) {
  return IsOneOf(facts.code(), {"PermanentRedirect"}) || facts.ec() == "0003-00001403" ||
         (facts.code() == "AccessDenied" &&
          ContainsIgnoreCase(facts.message(), "must be addressed using the specified endpoint"));
}

bool is_about_signing_region(const Facts& facts) {
  return IsOneOf(facts.ec(), {"0002-00000226", "0002-00000228"}) ||
         (facts.code() == "InvalidArgument" &&
          ContainsIgnoreCase(facts.message(), "invalid signing region"));
}

bool is_about_host_form(const Facts& facts) {
  return IsOneOf(facts.code(), {"SecondLevelDomainForbidden", "NonStandardHostForbidden",
                                "InvalidHostPutBucket"}) ||
         IsOneOf(facts.ec(), {"0003-00001401", "0003-00001402"});
}

// HostId echoes the Host header that OSS received. It proves a rewritten Host only when it cannot be
// another name for what osslens sent: older answers give the endpoint without the bucket, and what
// OSS puts there for a custom domain is not documented.
bool host_was_rewritten(const Facts& facts) {
  const std::string host_id = oss::NormalizeHost(facts.error->host_id);
  const Endpoint& sent = facts.upstream.endpoint;
  if (host_id.empty() || sent.form == EndpointForm::kCustom || sent.form == EndpointForm::kIp) {
    return false;
  }
  return !sent.host.ends_with(host_id) && !host_id.ends_with(sent.host);
}

Diagnosis Start(const Facts& facts) {
  Diagnosis diagnosis;
  const std::string bucket = facts.upstream.resource.bucket.empty()
                                 ? std::string(facts.error->Value("Bucket"))
                                 : facts.upstream.resource.bucket;
  diagnosis.values = {{"host", facts.upstream.endpoint.host},
                      {"used", facts.upstream.endpoint.name},
                      {"bucket", bucket.empty() ? "BUCKET" : bucket}};
  diagnosis.evidence.push_back(RequestHeader(facts, "Host", "host"));
  return diagnosis;
}

// Both the Host that left osslens and the one that reached OSS are in the capture, and they are
// different hosts.
Diagnosis HostRewritten(const Facts& facts, Diagnosis diagnosis) {
  diagnosis.variant = "host-rewritten";
  diagnosis.side = Side::kMiddle;
  diagnosis.confidence = Confidence::kProven;
  diagnosis.values["host_id"] = oss::NormalizeHost(facts.error->host_id);
  diagnosis.evidence.push_back(ErrorElement(facts, "HostId", "host-id"));
  for (const ProxyMarker& marker : facts.markers) diagnosis.evidence.push_back(FromMarker(marker));
  return diagnosis;
}

std::string NamedEndpoint(const Facts& facts) {
  const std::string_view element = facts.error->Value("Endpoint");
  if (!element.empty()) return oss::NormalizeHost(element);
  const std::string_view location = facts.response_head.Value("Location");
  return location.empty() ? std::string{} : oss::ParseEndpoint(oss::HostOfUrl(location)).name;
}

Diagnosis OtherRegion(const Facts& facts, Diagnosis diagnosis) {
  const std::string named = NamedEndpoint(facts);
  if (named.empty()) {
    const std::string served = facts.history.EndpointOf(facts.upstream.resource.bucket);
    diagnosis.confidence = Confidence::kLikely;
    diagnosis.variant = served.empty() ? "not-named" : "served-elsewhere";
    diagnosis.values["endpoint"] = served;
    diagnosis.evidence.push_back(OssAnswer(facts, "message"));
    if (!served.empty()) diagnosis.evidence.push_back(FromExchange("endpoint", served, "served"));
    return diagnosis;
  }
  diagnosis.variant = "other-region";
  diagnosis.values["endpoint"] = named;
  diagnosis.evidence.push_back(facts.error->Value("Endpoint").empty()
                                   ? ResponseHeader(facts, "Location", "endpoint")
                                   : ErrorElement(facts, "Endpoint", "endpoint"));
  // OSS names the bucket it looked for: when it is the one that was addressed and lives elsewhere
  // than the request went, no other explanation is left.
  const std::string_view bucket = facts.error->Value("Bucket");
  if (!bucket.empty()) diagnosis.evidence.push_back(ErrorElement(facts, "Bucket", "bucket"));
  const bool same_bucket = !bucket.empty() && bucket == facts.upstream.resource.bucket;
  diagnosis.confidence = same_bucket && named != facts.upstream.endpoint.name ? Confidence::kProven
                                                                              : Confidence::kLikely;
  return diagnosis;
}

Diagnosis HostForm(const Facts& facts, Diagnosis diagnosis) {
  const oss::Resource& resource = facts.upstream.resource;
  const Endpoint& endpoint = facts.upstream.endpoint;
  const bool standard =
      endpoint.form != EndpointForm::kCustom && endpoint.form != EndpointForm::kIp;
  diagnosis.evidence.push_back(OssAnswer(facts, "message"));
  if (facts.code() == "SecondLevelDomainForbidden" || facts.ec() == "0003-00001401") {
    // Proven by the captured Host: it is a bare endpoint, which OSS says it does not take.
    const bool bare = standard && endpoint.bucket.empty();
    diagnosis.variant = resource.bucket_in_path || !bare ? "path-style" : "no-bucket";
    diagnosis.confidence = bare ? Confidence::kProven : Confidence::kLikely;
    return diagnosis;
  }
  diagnosis.variant =
      facts.code() == "InvalidHostPutBucket" ? "create-bucket" : "not-standard-host";
  // Proven when the captured Host is indeed none of the names of OSS.
  diagnosis.confidence = standard ? Confidence::kLikely : Confidence::kProven;
  return diagnosis;
}

Diagnosis SigningRegion(const Facts& facts, Diagnosis diagnosis) {
  const std::string& region = facts.upstream.endpoint.region;
  const std::string& written = facts.credentials.scope.region;
  diagnosis.values["signed_region"] = written;
  diagnosis.values["region"] = region;
  const bool in_query = oss::is_in_query(facts.credentials.scheme);
  diagnosis.evidence.push_back(
      {in_query ? store::Where::kRequestQuery : store::Where::kRequestHeader,
       in_query ? "x-oss-credential" : "Authorization", written, "scope"});
  // The scope and the Host are both in the request, so a contradiction between them is plain.
  const bool contradiction = !region.empty() && !written.empty() && region != written;
  diagnosis.variant = contradiction ? "signing-region" : "signing-region-unknown";
  diagnosis.confidence = contradiction ? Confidence::kProven : Confidence::kLikely;
  return diagnosis;
}

}  // namespace

std::optional<Diagnosis> CheckWrongEndpoint(const Facts& facts) {
  if (!facts.error) return std::nullopt;
  if (is_about_signing_region(facts)) return SigningRegion(facts, Start(facts));
  const bool other_region = names_other_endpoint(facts);
  if (!other_region && !is_about_host_form(facts)) return std::nullopt;
  if (host_was_rewritten(facts)) return HostRewritten(facts, Start(facts));
  return other_region ? OtherRegion(facts, Start(facts)) : HostForm(facts, Start(facts));
}

}  // namespace osslens::analyzers
