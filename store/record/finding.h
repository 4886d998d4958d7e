#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace osslens::store {

enum class Severity { kError, kWarning, kInfo };

// What a finding may claim (design, section 1): kProven only where the captured bytes leave no
// other explanation.
enum class Confidence { kProven, kLikely, kPossible };

// Where the fault lies.
enum class Side { kApp, kMiddle, kNetwork, kOss };

enum class Where {
  kRequestHeader,
  kRequestBody,
  kRequestQuery,
  kResponseHeader,
  kResponseBody,
  kTiming,
  kExchange,
};

// A pointer at captured bytes. `note` names a text of the rule's catalogue entry, not a sentence.
struct Evidence {
  Where where = Where::kExchange;
  std::string name;   // header or query key, element of the error document, phase of the timings
  std::string value;  // the bytes as captured (secrets are masked by the encoder, not here)
  std::string note;   // key of a note in the catalogue entry; may be empty
};

// What a rule says of an exchange. Texts are not stored: title, cause, fix and notes come from the
// catalogue in the reader's language, with `values` filled into their placeholders.
struct Finding {
  std::string rule;
  Severity severity = Severity::kError;
  Confidence confidence = Confidence::kPossible;
  Side side = Side::kApp;
  std::string variant;  // which of the entry's texts applies; empty is the entry's first
  std::map<std::string, std::string> values;
  std::vector<Evidence> evidence;
};

// The contract's words for each, and back. An unknown word gives false and leaves `out` alone.
[[nodiscard]] const char* ToWord(Severity value);
[[nodiscard]] const char* ToWord(Confidence value);
[[nodiscard]] const char* ToWord(Side value);
[[nodiscard]] const char* ToWord(Where value);
[[nodiscard]] bool FromWord(const std::string& word, Severity& out);
[[nodiscard]] bool FromWord(const std::string& word, Confidence& out);
[[nodiscard]] bool FromWord(const std::string& word, Side& out);
[[nodiscard]] bool FromWord(const std::string& word, Where& out);

}  // namespace osslens::store
