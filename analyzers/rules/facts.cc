#include "analyzers/rules/facts.h"

#include <algorithm>
#include <array>

#include "analyzers/oss/content_coding.h"
#include "analyzers/oss/operation.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

// OSS's error documents have a few kilobytes; more is not unpacked.
constexpr size_t kMostDocumentBytes = 256 * 1024;

// Names that proxies, gateways and CDNs add. Proxy-Connection is not among them: apps send it to
// osslens itself.
constexpr std::array<std::string_view, 9> kRequestMarkers = {
    "via",       "forwarded",      "x-real-ip", "x-proxy-id",     "x-bluecoat-via",
    "client-ip", "true-client-ip", "cdn-loop",  "ali-cdn-real-ip"};
constexpr std::array<std::string_view, 7> kResponseMarkers = {
    "via",          "x-cache", "x-served-by", "eagleid", "x-swift-cachetime", "x-cache-lookup",
    "x-squid-error"};

template <size_t N>
bool IsOneOf(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::any_of(
      names, [name](std::string_view known) { return EqualsIgnoreCase(known, name); });
}

oss::Request ReadHead(const store::MessageHead& head, const store::Exchange& exchange) {
  std::vector<oss::Header> headers;
  for (const store::FieldLine& field : head.fields()) headers.push_back({field.name, field.value});
  return oss::ReadRequest(head.method(), head.target(), exchange.host, std::move(headers));
}

std::optional<oss::ErrorDocument> ReadError(const store::Exchange& exchange,
                                            const store::MessageHead& head) {
  const std::string_view ec = head.Value("x-oss-ec");
  const std::optional<std::string> body = oss::DecodeContent(
      head.Value("Content-Encoding"), exchange.response.body.bytes, kMostDocumentBytes);
  std::optional<oss::ErrorDocument> document;
  if (body) document = oss::ParseErrorDocument(*body);
  if (!document) return oss::ErrorFromHeaders(head.Value("x-oss-err"), ec);
  if (document->ec.empty()) document->ec = ec;
  return document;
}

std::vector<ProxyMarker> FindMarkers(const store::MessageHead& request,
                                     const store::MessageHead& response) {
  std::vector<ProxyMarker> markers;
  for (const store::FieldLine& field : request.fields()) {
    if (IsOneOf(kRequestMarkers, field.name) || StartsWithIgnoreCase(field.name, "x-forwarded-")) {
      markers.push_back({store::Where::kRequestHeader, field.name, field.value});
    }
  }
  for (const store::FieldLine& field : response.fields()) {
    const bool foreign_server =
        EqualsIgnoreCase(field.name, "server") && !EqualsIgnoreCase(field.value, "AliyunOSS");
    if (foreign_server || IsOneOf(kResponseMarkers, field.name)) {
      markers.push_back({store::Where::kResponseHeader, field.name, field.value});
    }
  }
  return markers;
}

std::optional<oss::PostForm> ReadForm(const oss::Request& request,
                                      const store::Exchange& exchange) {
  if (oss::DetectScheme(request) != oss::Scheme::kPostObject) return std::nullopt;
  const store::Body& body = exchange.request.body;
  const bool is_whole = !body.truncated && !body.dropped && body.bytes.size() == body.total_bytes;
  return oss::ReadPostForm(request.Value("Content-Type"), body.bytes, is_whole,
                           exchange.form ? &*exchange.form : nullptr);
}

// In a form the variables are fields of their own.
std::optional<oss::CallbackText> ReadCallbackText(const oss::Request& request,
                                                  const std::optional<oss::PostForm>& form) {
  if (!form) return oss::FindCallbackText(request);
  oss::CallbackText text;
  text.place = oss::CallbackPlace::kForm;
  text.callback = form->Value("callback");
  if (text.callback.empty()) return std::nullopt;
  text.variables = form->Value("callback-var");
  for (const oss::FormField& field : form->fields) {
    if (StartsWithIgnoreCase(field.name, "x:") && field.whole)
      text.form_variables.emplace(field.name, field.value);
  }
  // OSS reads no fields behind the file.
  text.has_all_variables = form->file.has_value() || form->closed;
  return text;
}

bool AnsweredByOss(const store::Exchange& exchange, const store::MessageHead& response) {
  if (exchange.answered_by_proxy) return false;
  return response.Find("x-oss-request-id") != nullptr ||
         EqualsIgnoreCase(response.Value("Server"), "AliyunOSS");
}

}  // namespace

Facts::Facts(const store::Exchange& the_exchange, const History& the_history)
    : exchange(the_exchange),
      history(the_history),
      request_head(exchange.request.head),
      upstream_head(exchange.forwarded_head.empty() ? exchange.request.head
                                                    : exchange.forwarded_head),
      response_head(exchange.response.head),
      request(ReadHead(request_head, exchange)),
      upstream(ReadHead(upstream_head, exchange)),
      form(ReadForm(request, exchange)),
      credentials(form ? oss::ReadFormCredentials(*form) : oss::ReadCredentials(request)),
      operation(oss::OperationName(upstream)),
      callback_text(exchange.kind == store::ExchangeKind::kCallback
                        ? std::nullopt
                        : ReadCallbackText(request, form)),
      answered_by_oss(AnsweredByOss(exchange, response_head)) {
  // What the app means does not show in a request to an address of osslens, but it is what came of
  // it.
  if (exchange.kind == store::ExchangeKind::kReverse) {
    request.endpoint = upstream.endpoint;
    request.resource = upstream.resource;
  }
  if (exchange.status < 203 || exchange.status == 204) return;
  markers = FindMarkers(request_head, response_head);
  if (!answered_by_oss) {
    if (!exchange.answered_by_proxy) foreign_error = ReadError(exchange, response_head);
    return;
  }
  error = ReadError(exchange, response_head);
  if (!error) return;
  signature = RebuildSignature(request, upstream, credentials, form ? &*form : nullptr, &*error);
  callback = oss::ReadCallback(upstream);
}

oss::SignedRequest Facts::signed_request() const {
  const store::Body& body = exchange.request.body;
  const bool whole = !body.truncated && !body.dropped;
  return {.request = signature.received,
          .credentials = credentials,
          .form = form ? &*form : nullptr,
          .body = whole ? std::optional<std::string_view>(body.bytes) : std::nullopt};
}

oss::CallbackSignatureCheck CheckSignature(const Facts& facts, oss::CallbackKeys* keys) {
  const store::Body& body = facts.exchange.request.body;
  const bool whole = !body.truncated && !body.dropped;
  return oss::CheckCallbackSignature(facts.request, facts.request_head.target(), body.bytes, whole,
                                     keys);
}

// The codes of V1, V4, S3 V2, S3 V4 (whole and chunked) and of forms; HEAD has an EC alone.
bool Facts::signature_refused() const {
  constexpr std::array<std::string_view, 7> kEcs = {
      "0002-00000040", "0002-00000201", "0002-00000307", "0002-00000429",
      "0002-00000430", "0002-00000602", "0002-00000705"};
  return code() == "SignatureDoesNotMatch" || std::ranges::find(kEcs, ec()) != kEcs.end();
}

}  // namespace osslens::analyzers
