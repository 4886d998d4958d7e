#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "analyzers/oss/callback.h"
#include "analyzers/oss/callback_signature.h"
#include "analyzers/oss/callback_text.h"
#include "analyzers/oss/credentials.h"
#include "analyzers/oss/error_document.h"
#include "analyzers/oss/post_form.h"
#include "analyzers/oss/request.h"
#include "analyzers/rules/history.h"
#include "analyzers/rules/secret_check.h"
#include "analyzers/rules/signature_facts.h"
#include "store/record/exchange.h"
#include "store/record/message_head.h"

namespace osslens::analyzers {

// A header that only intermediaries write.
struct ProxyMarker {
  store::Where where = store::Where::kRequestHeader;
  std::string_view name, value;
};

// Everything a rule may look at, computed once an exchange. It points into the exchange and the
// history, which must outlive it and must not change meanwhile.
struct Facts {
  Facts(const store::Exchange& exchange, const History& history);

  const store::Exchange& exchange;
  const History& history;

  store::MessageHead request_head;   // as received from the app
  store::MessageHead upstream_head;  // as sent on
  store::MessageHead response_head;
  oss::Request request;               // of request_head
  oss::Request upstream;              // of upstream_head
  std::optional<oss::PostForm> form;  // of a PostObject, as far as its body was captured
  oss::Credentials credentials;       // of a PostObject those of the form
  std::string_view operation;
  // What the request says of an upload callback, in head or form; nothing: it asks for none.
  std::optional<oss::CallbackText> callback_text;

  // The answer is one of OSS itself: it carries x-oss-request-id or names AliyunOSS as its server.
  // Error documents of anyone else are not read.
  bool answered_by_oss = false;

  // The following are computed for failed exchanges only.
  std::optional<oss::ErrorDocument> error;
  SignatureFacts signature;
  std::optional<oss::CallbackParameters> callback;
  // The error document of someone who is not OSS. Rules about errors of OSS must not look at it.
  std::optional<oss::ErrorDocument> foreign_error;
  std::vector<ProxyMarker> markers;
  // Set by the analyzer of a call that OSS makes to a callback server.
  std::optional<oss::CallbackSignatureCheck> callback_signature;
  // Set by the analyzer before it asks the rules, when the signature was refused and there is a
  // secret to check it with.
  SecretCheck secret_check;

  // The signature with all that is known for recomputing it, of the request as the app sent it. It
  // points into these facts.
  [[nodiscard]] oss::SignedRequest signed_request() const;
  // True when OSS said that the signature does not match.
  [[nodiscard]] bool signature_refused() const;

  [[nodiscard]] std::string_view code() const { return error ? error->code : std::string_view{}; }
  [[nodiscard]] std::string_view message() const {
    return error ? error->message : std::string_view{};
  }
  [[nodiscard]] std::string_view ec() const { return error ? error->ec : std::string_view{}; }
};

// The signature of a call that OSS makes. `keys` may be null.
[[nodiscard]] oss::CallbackSignatureCheck CheckSignature(const Facts& facts,
                                                         oss::CallbackKeys* keys);

}  // namespace osslens::analyzers
