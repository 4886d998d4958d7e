#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/access_key.h"
#include "analyzers/oss/credentials.h"
#include "analyzers/oss/post_form.h"
#include "analyzers/oss/request.h"
#include "analyzers/oss/signing_mistakes.h"
#include "analyzers/oss/signing_parts.h"
#include "base/clock.h"

namespace osslens::oss {

// A signed request and what is known for recomputing its signature. The references must outlive the
// search.
struct SignedRequest {
  const Request& request;
  const Credentials& credentials;
  const PostForm* form = nullptr;        // of a PostObject
  std::optional<std::string_view> body;  // the whole body, when it was captured
};

// How much a search may do. Mistakes alone are always tried, since there are a few hundred at most;
// the budget bounds the pairs.
struct SearchBudget {
  size_t attempts = 20'000;
  std::chrono::milliseconds time{250};
  SteadyTime (*now)() noexcept = &SteadyNow;
};

struct SearchResult {
  enum class Outcome {
    kMatches,     // the secret gives the signature that was sent: nothing is wrong with it
    kMistake,     // it gives it with the mistakes that are listed
    kNothing,     // neither, whatever was tried
    kCutOff,      // the budget was used up before all pairs were tried
    kUnreadable,  // what was sent cannot be a signature of this scheme, or its scheme is unknown
  };
  Outcome outcome = Outcome::kUnreadable;
  std::vector<MadeMistake> mistakes;  // one or two
  SignedText signed_text;             // what the app signed; with kMatches and kMistake
  size_t attempts = 0;
};

// Recomputes the signature with `key`, then with every known mistake, then with every two of them,
// until one gives the signature that was sent. An HMAC cannot be met by chance, so what is found is
// what was signed. Pure, but slow (tens of milliseconds): not for event loops.
[[nodiscard]] SearchResult SearchSignature(const SignedRequest& signed_request,
                                           const AccessKey& key,
                                           std::span<const AccessKey> all_keys,
                                           const SearchBudget& budget);

// The text that is signed in the place of the right one when one mistake is made.
struct MistakenText {
  MadeMistake mistake;
  std::string string_to_sign;
};

// Those texts, each once, for whoever has the secret to try them; mistakes about the secret itself change no text and are
// not among them. At most a few hundred, none of forms. Pure; some milliseconds.
[[nodiscard]] std::vector<MistakenText> ListMistakenTexts(const SignedRequest& signed_request);

// What the request must sign, forms included.
[[nodiscard]] SigningParts PartsOf(const SignedRequest& signed_request);

// True when OSS signs a bucket that this request does not name: behind a custom domain. Then its
// signature cannot be recomputed.
[[nodiscard]] bool is_bucket_unknown(const SignedRequest& signed_request);

}  // namespace osslens::oss
