#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzers/oss/credentials.h"
#include "analyzers/oss/error_document.h"
#include "analyzers/oss/request.h"
#include "analyzers/oss/signature_diff.h"

namespace osslens::analyzers {

// The signature of one exchange: what the captured bytes give, what OSS says it built, and how the
// two compare.
struct SignatureFacts {
  bool rebuilt = false;           // there is a signature, and what it should cover is known
  std::string string_to_sign;     // of the request as it went upstream
  std::string canonical_request;  // V4
  std::optional<oss::SignatureEcho> echo;
  oss::Request received;  // what the app sent, with the bucket of the echo behind a custom domain

  // What went upstream against the echo. Not empty: something behind osslens changed the request.
  std::vector<oss::Difference> behind;
  // Only when `behind` is empty: what was received against the echo. Not empty: osslens' own edits
  // touched something signed.
  std::vector<oss::Difference> own;
  // The answer names another signature or key id than the request carried, so it is not certain
  // that it speaks of this request.
  bool of_another_signature = false;
  // The answer repeats the signature that the request carried.
  bool of_this_signature = false;

  [[nodiscard]] bool equal() const {
    return rebuilt && echo && behind.empty() && own.empty() && !of_another_signature;
  }
};

// `received` and `upstream` are the same request before and after osslens' edits. `form` (of a
// PostObject) and `error` may be null. The requests are taken by value because the bucket behind a custom domain is filled in from
// the echo.
[[nodiscard]] SignatureFacts RebuildSignature(oss::Request received, oss::Request upstream,
                                              const oss::Credentials& credentials,
                                              const oss::PostForm* form,
                                              const oss::ErrorDocument* error);

}  // namespace osslens::analyzers
