#include "store/transfer/exchange_json.h"

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "store/record/message_head.h"

namespace osslens::store {
namespace {

void WriteFields(const MessageHead& head, JsonWriter& writer) {
  writer.BeginArray();
  for (const FieldLine& field : head.fields()) {
    writer.BeginArray().String(field.name).String(field.value).EndArray();
  }
  writer.EndArray();
}

// True when line and fields, written in the usual way, give the same bytes again.
bool is_told_whole(const MessageHead& head) {
  std::string usual(head.start_line());
  usual += "\r\n";
  for (const FieldLine& field : head.fields()) {
    usual.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  usual += "\r\n";
  return usual == head.raw() && is_utf8(head.raw());
}

// The members of a head, inside an object that the caller opens and closes.
void WriteHead(const MessageHead& head, JsonWriter& writer) {
  writer.Key("line").String(head.start_line());
  writer.Key("headers");
  WriteFields(head, writer);
  writer.Key("raw_base64");
  if (is_told_whole(head)) {
    writer.Null();
  } else {
    writer.String(Base64Encode(head.raw()));
  }
}

void WriteBody(const Body& body, const MessageHead& head, bool with_bytes, JsonWriter& writer) {
  writer.BeginObject();
  writer.Key("bytes").Number(body.total_bytes);
  writer.Key("captured").Number(uint64_t{body.bytes.size()});
  writer.Key("truncated").Bool(body.truncated);
  writer.Key("dropped").Bool(body.dropped);
  writer.Key("content_encoding").StringOrNull(head.Value("content-encoding"));
  if (with_bytes && is_utf8(body.bytes)) {
    writer.Key("text").String(body.bytes);
  } else if (with_bytes) {
    writer.Key("base64").String(Base64Encode(body.bytes));
  }
  writer.EndObject();
}

void WriteTrailers(std::string_view trailers, JsonWriter& writer) {
  if (trailers.empty()) {
    writer.Null();
    return;
  }
  // A trailer section is field lines only; the parser of heads expects a start line before them.
  const std::string with_start_line = "\n" + std::string(trailers);
  WriteFields(MessageHead(with_start_line), writer);
}

void WriteMessage(const Message& message, bool with_bytes, JsonWriter& writer) {
  const MessageHead head(message.head);
  writer.BeginObject();
  WriteHead(head, writer);
  writer.Key("trailers");
  WriteTrailers(message.trailers, writer);
  writer.Key("body");
  WriteBody(message.body, head, with_bytes, writer);
  writer.EndObject();
}

void WriteHeadOrNull(std::string_view raw, JsonWriter& writer) {
  if (raw.empty()) {
    writer.Null();
    return;
  }
  writer.BeginObject();
  WriteHead(MessageHead(raw), writer);
  writer.EndObject();
}

// Interim responses have no bodies, so one begins where the one before it had its empty line.
void WriteInterim(std::string_view raw, JsonWriter& writer) {
  writer.BeginArray();
  while (!raw.empty()) {
    size_t end = raw.find("\n\r\n");
    end = end == std::string_view::npos ? raw.size() : end + 3;
    WriteHeadOrNull(raw.substr(0, end), writer);
    raw.remove_prefix(end);
  }
  writer.EndArray();
}

void WriteEdits(const std::vector<HeadEdit>& edits, JsonWriter& writer) {
  writer.BeginArray();
  for (const HeadEdit& edit : edits) {
    writer.BeginObject().Key("kind").String(ToWord(edit.kind));
    writer.Key("name").StringOrNull(edit.name);
    writer.Key("reason").String(edit.reason).EndObject();
  }
  writer.EndArray();
}

// In milliseconds, as duration_ms.
void WriteTimings(const Timings& timings, JsonWriter& writer) {
  const std::pair<const char*, const std::optional<Microseconds>&> phases[] = {
      {"dns", timings.dns},   {"connect", timings.connect}, {"tls", timings.tls},
      {"send", timings.send}, {"wait", timings.wait},       {"receive", timings.receive}};
  writer.BeginObject();
  for (const auto& [name, phase] : phases) {
    writer.Key(name);
    if (phase) {
      writer.Milliseconds(*phase);
    } else {
      writer.Null();
    }
  }
  writer.EndObject();
}

void WriteFailure(const std::optional<Failure>& failure, JsonWriter& writer) {
  if (!failure) {
    writer.Null();
    return;
  }
  writer.BeginObject().Key("kind").String(ToWord(failure->kind));
  writer.Key("message").String(failure->message).EndObject();
}

void WriteStrings(const std::vector<std::string>& strings, JsonWriter& writer) {
  writer.BeginArray();
  for (const std::string& string : strings) writer.String(string);
  writer.EndArray();
}

void WriteEvidence(const Finding& finding, const FindingText& text, JsonWriter& writer) {
  writer.BeginArray();
  for (size_t i = 0; i < finding.evidence.size(); ++i) {
    const Evidence& evidence = finding.evidence[i];
    writer.BeginObject().Key("where").String(ToWord(evidence.where));
    writer.Key("name").String(evidence.name).Key("value").String(evidence.value);
    writer.Key("note").StringOrNull(i < text.evidence_notes.size() ? text.evidence_notes[i] : "");
    writer.EndObject();
  }
  writer.EndArray();
}

void WriteDetail(const Exchange& exchange, bool with_bytes, JsonWriter& writer) {
  writer.Key("request");
  WriteMessage(exchange.request, with_bytes, writer);
  writer.Key("forwarded");
  WriteHeadOrNull(exchange.forwarded_head, writer);
  writer.Key("edits");
  WriteEdits(exchange.edits, writer);
  writer.Key("interim");
  WriteInterim(exchange.interim_heads, writer);
  writer.Key("response");
  if (exchange.response.head.empty()) {
    writer.Null();
  } else {
    WriteMessage(exchange.response, with_bytes, writer);
  }
  writer.Key("timings");
  WriteTimings(exchange.timings, writer);
  writer.Key("replays").BeginArray();
  for (const int64_t id : exchange.replays) writer.Number(id);
  writer.EndArray();
  writer.Key("client").StringOrNull(exchange.client_address);
  writer.Key("upstream").StringOrNull(exchange.upstream_address);
}

}  // namespace

void WriteJob(const std::optional<Job>& job, JsonWriter& writer) {
  if (!job) {
    writer.Null();
    return;
  }
  writer.BeginObject().Key("kind").String(job->kind).Key("id").String(job->id);
  writer.Key("healed").Bool(job->healed).EndObject();
}

void WriteMark(const Mark& mark, JsonWriter& writer) {
  writer.BeginObject().Key("id").Number(mark.exchange_id).Key("starred").Bool(mark.starred);
  writer.Key("note").StringOrNull(mark.note).EndObject();
}

void ExchangeEncoder::Write(const Finding& finding, JsonWriter& writer) const {
  const FindingText text = texts_.Describe(finding, language_);
  writer.BeginObject();
  writer.Key("rule").String(finding.rule);
  writer.Key("variant").StringOrNull(finding.variant);
  writer.Key("severity").String(ToWord(finding.severity));
  writer.Key("confidence").String(ToWord(finding.confidence));
  writer.Key("side").String(ToWord(finding.side));
  writer.Key("title").String(text.title);
  writer.Key("cause").String(text.cause);
  writer.Key("fix");
  WriteStrings(text.fix, writer);
  writer.Key("evidence");
  WriteEvidence(finding, text, writer);
  writer.Key("docs");
  WriteStrings(text.docs, writer);
  writer.EndObject();
}

void ExchangeEncoder::WriteSummary(const Exchange& exchange, JsonWriter& writer) const {
  writer.Key("id").Number(exchange.id);
  writer.Key("started_at").String(FormatRfc3339(exchange.started_at));
  writer.Key("duration_ms").Milliseconds(exchange.duration);
  writer.Key("kind").String(ToWord(exchange.kind));
  writer.Key("method").StringOrNull(exchange.method);
  writer.Key("url").StringOrNull(exchange.url);
  writer.Key("host").StringOrNull(exchange.host);
  writer.Key("port").Number(int64_t{exchange.port});
  writer.Key("bucket").StringOrNull(exchange.bucket);
  writer.Key("object").StringOrNull(exchange.object);
  writer.Key("region").StringOrNull(exchange.region);
  writer.Key("operation").StringOrNull(exchange.operation);
  writer.Key("status");
  if (exchange.status == 0) {
    writer.Null();
  } else {
    writer.Number(int64_t{exchange.status});
  }
  writer.Key("failed").Bool(is_failed(exchange));
  writer.Key("oss_code").StringOrNull(exchange.oss_code);
  writer.Key("oss_message").StringOrNull(exchange.oss_message);
  writer.Key("request_id").StringOrNull(exchange.request_id);
  writer.Key("ec").StringOrNull(exchange.ec);
  writer.Key("access_key_id").StringOrNull(exchange.access_key_id);
  writer.Key("request_bytes").Number(exchange.request_bytes);
  writer.Key("response_bytes").Number(exchange.response_bytes);
  writer.Key("error");
  WriteFailure(exchange.failure, writer);
  writer.Key("job");
  WriteJob(exchange.job, writer);
  writer.Key("answered_by_proxy").Bool(exchange.answered_by_proxy);
  writer.Key("reused").Bool(exchange.reused_connection);
  writer.Key("retried").Bool(exchange.retried);
  writer.Key("from_har").Bool(exchange.is_from_har);
  writer.Key("replay_of");
  if (exchange.replay_of == 0) {
    writer.Null();
  } else {
    writer.Number(exchange.replay_of);
  }
  writer.Key("starred").Bool(exchange.starred);
  writer.Key("note").StringOrNull(exchange.note);
  writer.Key("findings").BeginArray();
  for (const Finding& finding : exchange.findings) Write(finding, writer);
  writer.EndArray();
}

void ExchangeEncoder::Write(const Exchange& exchange, Detail detail, JsonWriter& writer) const {
  writer.BeginObject();
  WriteSummary(exchange, writer);
  if (detail != Detail::kSummary) {
    WriteDetail(exchange, detail == Detail::kFullWithBodies, writer);
  }
  writer.EndObject();
}

std::string ExchangeEncoder::Encode(const Exchange& exchange, Detail detail) const {
  JsonWriter writer;
  Write(exchange, detail, writer);
  return writer.Take();
}

}  // namespace osslens::store
