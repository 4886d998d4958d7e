// A request that came through --reverse and signs what osslens has to change there, Host or the path of a bucket: what
// OSS checks is another text than the app signed.
#include <algorithm>
#include <string_view>

#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"

namespace osslens::analyzers {
namespace {

bool signs_host(const Facts& facts) {
  const std::vector<std::string>& names = facts.credentials.additional_headers;
  return std::ranges::find(names, "host") != names.end();
}

// Signature V2 of S3 covers the path as it was sent, and "/bucket" became "/" behind the bucket's host name: OSS
// checks "/bucket/". Clients that sign that anyway are not told apart, so this is likely only.
bool signs_path_of_bucket(const Facts& facts) {
  const oss::Scheme scheme = facts.credentials.scheme;
  const std::string& bucket = facts.upstream.resource.bucket;
  const bool is_v2 = scheme == oss::Scheme::kS3V2Header || scheme == oss::Scheme::kS3V2Query;
  return is_v2 && !bucket.empty() && facts.request.raw_path == "/" + bucket &&
         facts.upstream.raw_path == "/";
}

Diagnosis DiagnosePathOfBucket(const Facts& facts) {
  Diagnosis diagnosis{.confidence = store::Confidence::kLikely, .side = store::Side::kMiddle};
  diagnosis.variant = "s3-path";
  diagnosis.values = {{"sent", Quote(facts.request.raw_path)},
                      {"received", Quote(facts.upstream.raw_path)}};
  diagnosis.evidence.push_back(FromExchange("path", facts.request.raw_path, "path-sent"));
  diagnosis.evidence.push_back(OssAnswer(facts, "answer"));
  return diagnosis;
}

}  // namespace

// Likely and not proven: which value of Host the app signed is not captured. One that signs the name
// of the server although it calls osslens has some other fault.
std::optional<Diagnosis> CheckReverseModeSignedHost(const Facts& facts) {
  if (facts.exchange.kind != store::ExchangeKind::kReverse) return std::nullopt;
  if (signs_path_of_bucket(facts)) return DiagnosePathOfBucket(facts);
  if (!signs_host(facts)) return std::nullopt;
  const std::string_view sent = facts.request.Value("Host");
  const std::string_view received = facts.upstream.Value("Host");
  if (sent == received) return std::nullopt;
  Diagnosis diagnosis{.confidence = store::Confidence::kLikely, .side = store::Side::kMiddle};
  if (oss::is_s3(facts.credentials.scheme)) diagnosis.variant = "s3";
  diagnosis.values = {{"sent", Quote(sent)}, {"received", Quote(received)}};
  diagnosis.evidence.push_back(RequestHeader(facts, "Host", "signed"));
  diagnosis.evidence.push_back(FromExchange("Host", received, "sent-on"));
  diagnosis.evidence.push_back(OssAnswer(facts, "answer"));
  return diagnosis;
}

}  // namespace osslens::analyzers
