#include "analyzers/existence_check.h"

#include <algorithm>
#include <array>

#include "store/record/message_head.h"

namespace osslens::analyzers {
namespace {

using store::Exchange;
using store::Finding;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// Whether OSS said this, and no finding tells of an error besides. A finding of these rules is made of nothing but what
// OSS answered, so a proxy's or another server's 404 has none.
bool was_told(const Exchange& exchange, std::initializer_list<std::string_view> rules) {
  const auto says_it = [rules](const Finding& finding) { return is_one_of(finding.rule, rules); };
  return std::ranges::any_of(exchange.findings, says_it) &&
         std::ranges::all_of(exchange.findings, [&says_it](const Finding& finding) {
           return says_it(finding) || finding.severity != store::Severity::kError;
         });
}

bool is_missing_object(const Exchange& exchange) {
  return exchange.status == 404 && was_told(exchange, {"no-such-key", "head-not-found"});
}

bool is_missing_bucket(const Exchange& exchange) {
  return exchange.status == 404 && was_told(exchange, {"no-such-bucket", "head-not-found"});
}

bool is_condition(const Exchange& exchange) {
  if (exchange.status != 412 || !was_told(exchange, {"precondition-failed"})) return false;
  if (!is_one_of(exchange.operation, {"GetObject", "HeadObject", "GetObjectMeta"})) return false;
  const store::MessageHead head(exchange.request.head);
  return (head.Find("If-Match") != nullptr || head.Find("If-Unmodified-Since") != nullptr) &&
         head.Find("Range") == nullptr;
}

}  // namespace

std::string_view AnsweredNo(const Exchange& exchange) {
  if (exchange.failure) return {};
  const std::string_view operation = exchange.operation;
  if (is_one_of(operation, {"HeadObject", "GetObjectMeta"}) && is_missing_object(exchange)) {
    return kCheckJob;
  }
  if (operation == "HeadBucket" && is_missing_bucket(exchange)) return kCheckJob;
  return is_condition(exchange) ? kConditionJob : std::string_view{};
}

bool found_nothing(const Exchange& exchange) {
  if (exchange.failure) return false;
  const std::string_view operation = exchange.operation;
  if (is_one_of(operation, {"GetObject", "GetObjectAcl", "GetObjectTagging", "GetSymlink"})) {
    return is_missing_object(exchange);
  }
  return is_one_of(operation, {"GetBucketInfo", "GetBucketLocation", "GetBucketAcl"}) &&
         is_missing_bucket(exchange);
}

bool creates(const Exchange& exchange) {
  if (exchange.object.empty()) return exchange.operation == "PutBucket";
  return is_one_of(exchange.operation, {"PutObject", "CopyObject", "AppendObject", "PutSymlink",
                                        "CompleteMultipartUpload"});
}

}  // namespace osslens::analyzers
