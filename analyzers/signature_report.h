#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "store/record/exchange.h"
#include "store/record/finding_text.h"

namespace osslens::analyzers {

// The texts of a signature. They hold the security token where the request signs one: whoever shows
// them masks it.
struct SignatureText {
  std::string string_to_sign;
  std::string canonical_request;  // V4 only
};

struct SignatureDifference {
  std::string part;  // "content-type", "header x-oss-meta-a", "query acl" ...
  std::optional<std::string> rebuilt, echoed;  // nullopt: that side lacks the part
  size_t offset = 0;                           // of the first differing byte, in the echoed text
};

enum class SignatureVerdict { kEqual, kDifferent, kNoEcho, kUnsigned };

// The answer of GET /api/v1/exchanges/ID/signature.
struct SignatureReport {
  std::string scheme;
  std::optional<SignatureText> rebuilt;
  std::optional<SignatureText> echoed;
  std::vector<SignatureDifference> differences;
  SignatureVerdict verdict = SignatureVerdict::kUnsigned;
  std::string note;  // one sentence
};

// "equal", "different", "no-echo", "unsigned".
[[nodiscard]] const char* ToWord(SignatureVerdict verdict);

// Pure function of the captured bytes; any thread.
[[nodiscard]] SignatureReport ReportSignature(const store::Exchange& exchange,
                                              store::Language language);

}  // namespace osslens::analyzers
