// A request that came through --reverse and signs its Host: osslens has to name the real server
// there, so what OSS checks is another text than the app signed.
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

}  // namespace

// Likely and not proven: which value of Host the app signed is not captured. One that signs the name
// of the server although it calls osslens has some other fault.
std::optional<Diagnosis> CheckReverseModeSignedHost(const Facts& facts) {
  if (facts.exchange.kind != store::ExchangeKind::kReverse || !signs_host(facts)) {
    return std::nullopt;
  }
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
