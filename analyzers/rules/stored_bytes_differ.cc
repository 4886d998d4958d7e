// The CRC64 of OSS against that of the bytes that passed: it shows a body that was changed on its way.
#include "analyzers/oss/digest.h"
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"

namespace osslens::analyzers {
namespace {

using store::Confidence;
using store::Side;

constexpr const char* kCrc = "x-oss-hash-crc64ecma";

bool is_whole(const store::Body& body) {
  return !body.truncated && !body.dropped && body.bytes.size() == body.total_bytes;
}

// Signatures of S3 clients inside the body are taken out by OSS, which computes the sum without them.
bool is_wrapped(const Facts& facts) {
  return ContainsIgnoreCase(facts.request.Value("Content-Encoding"), "aws-chunked") ||
         facts.request.Value("x-amz-content-sha256").starts_with("STREAMING");
}

bool is_processed(const Facts& facts) {
  return !oss::Value(facts.request.query, "x-oss-process").empty();
}

std::optional<Diagnosis> Compare(const Facts& facts, const store::Body& body, std::string variant,
                                 Confidence confidence) {
  const std::string_view theirs = facts.response_head.Value(kCrc);
  if (theirs.empty() || !is_whole(body)) return std::nullopt;
  const std::string ours = std::to_string(oss::Crc64(body.bytes));
  if (ours == theirs) return std::nullopt;
  Diagnosis diagnosis{
      .confidence = confidence, .side = Side::kMiddle, .variant = std::move(variant)};
  diagnosis.values = {{"ours", ours}, {"theirs", Quote(theirs)}};
  diagnosis.evidence = {ResponseHeader(facts, kCrc, "theirs"), FromExchange("CRC64", ours, "ours")};
  return diagnosis;
}

}  // namespace

std::optional<Diagnosis> CheckStoredBytesDiffer(const Facts& facts) {
  if (facts.exchange.failure || is_processed(facts)) return std::nullopt;
  const bool uploads = facts.operation == "PutObject" || facts.operation == "UploadPart";
  if (uploads && facts.exchange.status == 200 && !is_wrapped(facts)) {
    // OSS computes the sum over what it stored, and osslens over all bytes that it passed on: they are
    // not the same bytes.
    return Compare(facts, facts.exchange.request.body, "upload", Confidence::kProven);
  }
  // Of a range, or of an object that was compressed on the way, the sum is another one.
  const bool downloads = facts.operation == "GetObject" && facts.exchange.status == 200 &&
                         facts.exchange.method == "GET" &&
                         facts.response_head.Value("Content-Encoding").empty();
  if (!downloads) return std::nullopt;
  return Compare(facts, facts.exchange.response.body, "download", Confidence::kLikely);
}

}  // namespace osslens::analyzers
