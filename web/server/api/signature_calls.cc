#include "web/server/api/signature_calls.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/credentials.h"
#include "analyzers/signature_report.h"
#include "base/text.h"
#include "store/record/message_head.h"
#include "store/transfer/json_writer.h"
#include "store/transfer/secret_patterns.h"
#include "web/server/arguments.h"

namespace osslens::web {
namespace {

// The signed texts repeat the security token, which is a credential as such; the rest of them is made to be compared.
store::SecretPatterns TokensOf(const store::Exchange& exchange, const oss::Keyring* keyring) {
  const store::MessageHead head(exchange.request.head);
  std::vector<oss::Header> headers;
  for (const auto& field : head.fields()) headers.push_back({field.name, field.value});
  const oss::Request request =
      oss::ReadRequest(head.method(), head.target(), exchange.host, std::move(headers));
  store::SecretPatterns patterns;
  for (const auto& token : oss::ReadCredentials(request).tokens) {
    patterns.Add(token.value.reveal());
  }
  // A token that the app may have signed without sending it.
  if (keyring != nullptr) {
    for (const oss::AccessKey& key : keyring->keys()) patterns.Add(key.token.reveal());
  }
  return patterns;
}

// Without a port, as captured exchanges have it.
std::string HostOf(const store::MessageHead& head) {
  for (const auto& field : head.fields()) {
    if (EqualsIgnoreCase(field.name, "host")) {
      return Lower(field.value.substr(0, field.value.find(':')));
    }
  }
  return {};
}

// Writes the report with the tokens masked.
class ReportWriter {
 public:
  ReportWriter(const analyzers::SignatureReport& report, const store::SecretPatterns& tokens)
      : report_(report), tokens_(tokens) {}

  [[nodiscard]] std::string Write() {
    json_.BeginObject();
    json_.Key("scheme").StringOrNull(report_.scheme);
    Write("rebuilt", report_.rebuilt);
    Write("echoed", report_.echoed);
    json_.Key("differences").BeginArray();
    for (const auto& difference : report_.differences) Write(difference);
    json_.EndArray();
    json_.Key("verdict").String(analyzers::ToWord(report_.verdict));
    json_.Key("note").StringOrNull(report_.note);
    Write("signed", report_.signed_by_app);
    json_.Key("mistakes").BeginArray();
    for (const auto& mistake : report_.mistakes) Write(mistake);
    json_.EndArray();
    json_.EndObject();
    return json_.Take();
  }

 private:
  void Write(std::string_view name, const std::optional<analyzers::SignatureText>& text) {
    json_.Key(name);
    if (!text) {
      json_.Null();
      return;
    }
    json_.BeginObject();
    json_.Key("string_to_sign").StringOrNull(tokens_.Mask(text->string_to_sign));
    json_.Key("canonical_request").StringOrNull(tokens_.Mask(text->canonical_request));
    json_.EndObject();
  }

  void Write(const oss::MadeMistake& mistake) {
    json_.BeginObject();
    json_.Key("mistake").String(oss::ToWord(mistake.kind));
    json_.Key("name").StringOrNull(mistake.name);
    WriteSide("signed", mistake.was_signed);
    WriteSide("sent", mistake.was_sent);
    json_.EndObject();
  }

  void Write(const analyzers::SignatureDifference& difference) {
    json_.BeginObject();
    json_.Key("part").String(difference.part);
    WriteSide("rebuilt", difference.rebuilt);
    WriteSide("echoed", difference.echoed);
    json_.Key("offset").Number(static_cast<uint64_t>(MaskedOffset(difference.offset)));
    json_.EndObject();
  }

  void WriteSide(std::string_view name, const std::optional<std::string>& side) {
    json_.Key(name);
    if (side) {
      json_.String(tokens_.Mask(*side));
    } else {
      json_.Null();
    }
  }

  // Masking changes lengths, so that a place in the text as echoed is another one in the text as shown.
  [[nodiscard]] size_t MaskedOffset(size_t offset) const {
    if (!report_.echoed) return offset;
    const std::string& canonical = report_.echoed->canonical_request;
    const std::string_view text = canonical.empty() ? report_.echoed->string_to_sign : canonical;
    return tokens_.Mask(text.substr(0, offset)).size();
  }

  const analyzers::SignatureReport& report_;
  const store::SecretPatterns& tokens_;
  store::JsonWriter json_;
};

}  // namespace

Response GetSignature(const Request& request, const PathValues& path, ApiContext& context) {
  const auto language = LanguageOf(request);
  if (!language) return ErrorResponse(language.error());
  const auto exchange = context.reader->Find(path.id);
  if (!exchange) return ErrorResponse(exchange.error());
  const auto report = analyzers::ReportSignature(**exchange, *language, context.parts.keyring);
  const store::SecretPatterns tokens = TokensOf(**exchange, context.parts.keyring);
  return JsonResponse(ReportWriter(report, tokens).Write());
}

Response GetMistakenTexts(const Request& request, const PathValues& path, ApiContext& context) {
  const auto language = LanguageOf(request);
  if (!language) return ErrorResponse(language.error());
  const auto exchange = context.reader->Find(path.id);
  if (!exchange) return ErrorResponse(exchange.error());
  const store::SecretPatterns tokens = TokensOf(**exchange, context.parts.keyring);
  store::JsonWriter json;
  json.BeginObject().Key("texts").BeginArray();
  for (const auto& mistaken : analyzers::ListMistakenSignatures(**exchange)) {
    const store::FindingText text = context.parts.catalogue.Describe(mistaken.finding, *language);
    json.BeginObject().Key("mistake").String(mistaken.finding.variant);
    json.Key("string_to_sign").String(tokens.Mask(mistaken.string_to_sign));
    json.Key("title").String(tokens.Mask(text.title)).Key("cause").String(tokens.Mask(text.cause));
    json.Key("fix").BeginArray();
    for (const std::string& step : text.fix) json.String(tokens.Mask(step));
    json.EndArray().EndObject();
  }
  return JsonResponse(json.EndArray().EndObject().Take());
}

Response RebuildSignature(const Request& request, const PathValues&, ApiContext& context) {
  const auto language = LanguageOf(request);
  if (!language) return ErrorResponse(language.error());
  store::Exchange exchange;
  exchange.request.head = request.Parameter("head").value_or("");
  const store::MessageHead head(exchange.request.head);
  if (head.method().empty() || head.target().empty()) {
    return ErrorResponse(400, "head must be the head of an HTTP request");
  }
  exchange.method = head.method();
  exchange.host = HostOf(head);
  if (const auto answer = request.Parameter("answer"); answer && !answer->empty()) {
    // What OSS says of a signature that it refuses.
    exchange.status = 403;
    exchange.response.head =
        "HTTP/1.1 403 Forbidden\r\nServer: AliyunOSS\r\nContent-Type: application/xml\r\n\r\n";
    exchange.response.body.bytes = *answer;
    exchange.response.body.total_bytes = answer->size();
  }
  const auto report = analyzers::ReportSignature(exchange, *language, context.parts.keyring);
  const store::SecretPatterns tokens = TokensOf(exchange, context.parts.keyring);
  return JsonResponse(ReportWriter(report, tokens).Write());
}

}  // namespace osslens::web
