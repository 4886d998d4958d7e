// PositionNotEqualToLength where an earlier append of the same object was seen: did the app not use its
// answer, or did someone else append meanwhile?
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"

namespace osslens::analyzers {

std::optional<Diagnosis> CheckAppendPositionStale(const Facts& facts) {
  const oss::Resource& resource = facts.upstream.resource;
  const auto before = facts.history.AppendEndOf(resource.bucket, resource.key);
  const std::string_view expected = facts.response_head.Value("x-oss-next-append-position");
  const std::string_view sent = oss::Value(facts.request.query, "position");
  if (!before || expected.empty() || sent.empty() || sent == expected) return std::nullopt;
  const std::string told = std::to_string(before->next_position);
  Diagnosis diagnosis{.side = store::Side::kApp};
  if (told == expected) {
    // The answer to the last append named the very position that OSS wants, and another one was sent.
    diagnosis.variant = "answer-not-used";
    diagnosis.confidence = store::Confidence::kProven;
  } else if (told == sent) {
    diagnosis.variant = "appended-meanwhile";
    diagnosis.confidence = store::Confidence::kLikely;
  } else {
    return std::nullopt;
  }
  diagnosis.values = {{"sent", Quote(sent)},
                      {"expected", Quote(expected)},
                      {"append_request_id", before->request_id}};
  diagnosis.evidence = {OssAnswer(facts, "answer"),
                        ResponseHeader(facts, "x-oss-next-append-position", "expected"),
                        {store::Where::kRequestQuery, "position", std::string(sent), "sent"},
                        FromExchange("x-oss-request-id", before->request_id, "append")};
  return diagnosis;
}

}  // namespace osslens::analyzers
