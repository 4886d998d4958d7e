#include "analyzers/callback_report.h"

#include "analyzers/recent_history.h"
#include "analyzers/rules/facts.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

void Add(oss::CallbackValues& values, const char* name, std::string_view value) {
  if (!value.empty()) values.emplace(name, value);
}

std::string_view WithoutQuotes(std::string_view etag) {
  const bool quoted = etag.size() >= 2 && etag.starts_with('"') && etag.ends_with('"');
  return quoted ? etag.substr(1, etag.size() - 2) : etag;
}

// What the capture tells of the object. Height and width of images, and addresses as OSS sees them, it does not.
oss::CallbackValues ValuesOf(const Facts& facts) {
  oss::CallbackValues values;
  Add(values, "bucket", facts.upstream.resource.bucket);
  Add(values, "object", facts.form ? facts.form->Value("key") : facts.upstream.resource.key);
  Add(values, "operation", facts.operation);
  Add(values, "etag", WithoutQuotes(facts.response_head.Value("ETag")));
  Add(values, "crc64", facts.response_head.Value("x-oss-hash-crc64ecma"));
  Add(values, "reqId", facts.response_head.Value("x-oss-request-id"));
  if (facts.operation != "PutObject") return values;
  // The body is the object.
  Add(values, "contentMd5", facts.response_head.Value("Content-MD5"));
  values["size"] = std::to_string(facts.exchange.request.body.total_bytes);
  // Without one OSS goes by the name of the object.
  Add(values, "mimeType", facts.upstream.Value("Content-Type"));
  return values;
}

}  // namespace

CallbackReport ReportCallback(const store::Exchange& exchange, oss::CallbackKeys* keys) {
  CallbackReport report;
  const RecentHistory history(0);
  const Facts facts(exchange, history);
  if (exchange.kind == store::ExchangeKind::kCallback) {
    report.signature = CheckSignature(facts, keys);
    return report;
  }
  if (!facts.callback_text) return report;
  report.text = facts.callback_text;
  report.decoded = Base64Decode(report.text->callback).value_or("");
  report.decoded_variables = Base64Decode(report.text->variables).value_or("");
  report.faults = oss::FindCallbackFaults(*report.text);
  report.preview = oss::PreviewCallback(*report.text, ValuesOf(facts));
  return report;
}

}  // namespace osslens::analyzers
