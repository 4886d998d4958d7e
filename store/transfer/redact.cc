#include "store/transfer/redact.h"

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "store/record/message_head.h"
#include "store/transfer/secret_patterns.h"
#include "store/transfer/secret_spans.h"

namespace osslens::store {
namespace {

using Finder = std::vector<Span> (*)(std::string_view);

std::vector<Span> FindWhole(std::string_view text) { return MergeSpans({{0, text.size()}}); }

bool ends_like_a_secret(std::string_view name) {
  const std::string lower = Lower(name);
  return lower.ends_with("signature") || lower.ends_with("token") || lower.ends_with("secret");
}

Finder FinderFor(const Evidence& evidence) {
  if (EqualsIgnoreCase(evidence.name, "authorization")) return &FindInAuthorization;
  const bool is_secret =
      is_secret_name(evidence.name) || EqualsIgnoreCase(evidence.name, "proxy-authorization") ||
      EqualsIgnoreCase(evidence.name, "cookie") || EqualsIgnoreCase(evidence.name, "set-cookie");
  return is_secret ? &FindWhole : &FindNamedSecrets;
}

// Calls `visit` with each text of the exchange that may hold a secret, with what finds it there, and with whether the
// text may end in the middle of one. Collecting and masking walk the same way, so neither can miss a place.
template <class F>
void ForEachText(Exchange& exchange, F visit) {
  for (std::string* head :
       {&exchange.request.head, &exchange.forwarded_head, &exchange.interim_heads,
        &exchange.response.head, &exchange.request.trailers, &exchange.response.trailers}) {
    visit(*head, &FindInHead, false);
  }
  for (Body* body : {&exchange.request.body, &exchange.response.body}) {
    visit(body->bytes, &FindNamedSecrets, body->truncated);
  }
  for (std::string* text :
       {&exchange.url, &exchange.object, &exchange.oss_message, &exchange.note}) {
    visit(*text, &FindNamedSecrets, false);
  }
  if (exchange.failure) visit(exchange.failure->message, &FindNamedSecrets, false);
  for (HeadEdit& edit : exchange.edits) visit(edit.reason, &FindNamedSecrets, false);
  for (Finding& finding : exchange.findings) {
    for (auto& [name, value] : finding.values) {
      visit(value, ends_like_a_secret(name) ? &FindWhole : &FindNamedSecrets, false);
    }
    // Evidence may quote a part of something longer.
    for (Evidence& evidence : finding.evidence) visit(evidence.value, FinderFor(evidence), true);
  }
}

// Values of cookies come up again one by one, not as the whole header.
void AddCookies(std::string_view raw_head, SecretPatterns& patterns) {
  const MessageHead head(raw_head);
  for (const FieldLine& field : head.fields()) {
    const bool is_set = EqualsIgnoreCase(field.name, "set-cookie");
    if (!is_set && !EqualsIgnoreCase(field.name, "cookie")) continue;
    for (const std::string_view pair : Split(field.value, ';')) {
      const size_t sign = pair.find('=');
      if (sign != std::string_view::npos) patterns.Add(TrimOws(pair.substr(sign + 1)));
      if (is_set) break;  // what follows are attributes: path, domain, date
    }
  }
}

// "Basic" is base64 of user and password.
void AddBasicPassword(std::string_view credentials, SecretPatterns& patterns) {
  const auto decoded = Base64Decode(credentials.substr(credentials.rfind(' ') + 1));
  if (!decoded) return;
  const size_t colon = decoded->find(':');
  if (colon != std::string::npos) patterns.Add(std::string_view(*decoded).substr(colon + 1));
}

SecretPatterns Collect(Exchange& exchange) {
  SecretPatterns patterns;
  ForEachText(exchange, [&patterns](std::string& text, Finder find, bool) {
    for (const Span& span : find(text)) {
      const std::string_view secret = std::string_view(text).substr(span.offset, span.size);
      patterns.Add(secret);
      patterns.Add(PercentDecode(secret));
    }
  });
  for (const Message* message : {&exchange.request, &exchange.response}) {
    AddCookies(message->head, patterns);
    const MessageHead head(message->head);
    AddBasicPassword(head.Value("proxy-authorization"), patterns);
    AddBasicPassword(head.Value("authorization"), patterns);
  }
  return patterns;
}

bool is_searchable(const Message& message) {
  const MessageHead head(message.head);
  for (const FieldLine& field : head.fields()) {
    if (!EqualsIgnoreCase(field.name, "content-encoding")) continue;
    for (const std::string_view coding : Split(field.value, ',')) {
      const std::string_view name = TrimOws(coding);
      // aws-chunked is framing, not compression.
      if (!name.empty() && !EqualsIgnoreCase(name, "identity") &&
          !EqualsIgnoreCase(name, "aws-chunked")) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

void Redact(Exchange& exchange) {
  // The heads of its parts are bytes of the body, and its places those of the body as it was.
  exchange.form.reset();
  for (Message* message : {&exchange.request, &exchange.response}) {
    if (message->body.bytes.empty() || is_searchable(*message)) continue;
    message->body.bytes.clear();
    message->body.truncated = true;
  }
  const SecretPatterns patterns = Collect(exchange);
  ForEachText(exchange, [&patterns](std::string& text, Finder find, bool is_cut) {
    text = patterns.Mask(MaskSpans(text, find(text)), is_cut);
  });
}

}  // namespace osslens::store
