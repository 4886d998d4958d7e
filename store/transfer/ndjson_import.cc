#include "store/transfer/ndjson_import.h"

#include <algorithm>

#include "base/text.h"
#include "store/transfer/import_json.h"

namespace osslens::store {
namespace {

using nlohmann::json;

// [[name, value]...] as lines.
std::string FieldLines(const json& fields) {
  std::string lines;
  if (!fields.is_array()) return lines;
  for (const json& field : fields) {
    if (!field.is_array() || field.size() != 2 || !field[0].is_string() || !field[1].is_string()) {
      continue;
    }
    lines += field[0].get<std::string>() + ": " + field[1].get<std::string>() + "\r\n";
  }
  return lines;
}

// The bytes of a head: as they were where the export had to keep them, else line by line.
std::string HeadOf(const json& message) {
  if (!message.is_object()) return {};
  const std::string raw = TextOf(message, "raw_base64");
  if (const auto bytes = Base64Decode(raw); bytes && !raw.empty()) return *bytes;
  const std::string line = TextOf(message, "line");
  if (line.empty()) return {};
  return line + "\r\n" + FieldLines(Member(message, "headers")) + "\r\n";
}

Body ReadBody(const json& body) {
  Body out;
  const json& text = Member(body, "text");
  out.bytes = text.is_string() ? text.get<std::string>()
                               : Base64Decode(TextOf(body, "base64")).value_or(std::string{});
  out.total_bytes = std::max<uint64_t>(CountOf(body, "bytes"), out.bytes.size());
  out.truncated = FlagOf(body, "truncated");
  out.dropped = FlagOf(body, "dropped");
  return out;
}

Message ReadMessage(const json& message) {
  return {HeadOf(message), FieldLines(Member(message, "trailers")),
          ReadBody(Member(message, "body"))};
}

void ReadEdits(const json& edits, Exchange& exchange) {
  if (!edits.is_array()) return;
  for (const json& edit : edits) {
    HeadEdit read{HeadEdit::Kind::kFieldRemoved, TextOf(edit, "name"), TextOf(edit, "reason")};
    if (FromWord(TextOf(edit, "kind"), read.kind)) exchange.edits.push_back(std::move(read));
  }
}

}  // namespace

Result<Exchange> ReadNdjsonLine(std::string_view line) {
  const Result<json> parsed = ParseJson(line);
  if (!parsed) return tl::unexpected(parsed.error());
  const json& request = Member(*parsed, "request");
  if (!request.is_object()) {
    return Fail(ErrorKind::kInvalid,
                "it has no member \"request\", so it is no exchange of osslens export --format "
                "ndjson");
  }
  Exchange exchange;
  ReadSummary(*parsed, exchange);
  const auto started = ParseRfc3339(TextOf(*parsed, "started_at"));
  if (!started) return Fail(ErrorKind::kInvalid, "its \"started_at\" is no time of RFC 3339");
  exchange.started_at = *started;
  exchange.duration = MillisecondsOf(*parsed, "duration_ms").value_or(Microseconds(0));
  exchange.status = static_cast<int>(std::min<uint64_t>(CountOf(*parsed, "status"), 999));
  exchange.request = ReadMessage(request);
  exchange.forwarded_head = HeadOf(Member(*parsed, "forwarded"));
  ReadEdits(Member(*parsed, "edits"), exchange);
  const json& interim = Member(*parsed, "interim");
  if (interim.is_array()) {
    for (const json& head : interim) exchange.interim_heads += HeadOf(head);
  }
  exchange.response = ReadMessage(Member(*parsed, "response"));
  const json& timings = Member(*parsed, "timings");
  exchange.timings = {MillisecondsOf(timings, "dns"),  MillisecondsOf(timings, "connect"),
                      MillisecondsOf(timings, "tls"),  MillisecondsOf(timings, "send"),
                      MillisecondsOf(timings, "wait"), MillisecondsOf(timings, "receive")};
  exchange.client_address = TextOf(*parsed, "client");
  exchange.upstream_address = TextOf(*parsed, "upstream");
  return exchange;
}

}  // namespace osslens::store
