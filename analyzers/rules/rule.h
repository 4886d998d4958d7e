#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/rules/facts.h"
#include "store/record/finding.h"

namespace osslens::analyzers {

// What a rule found. It holds no sentences: `variant` and the notes of the evidence name texts of
// the rule's catalogue entry, `values` fill their placeholders. Values are never secrets.
struct Diagnosis {
  store::Confidence confidence = store::Confidence::kPossible;
  store::Side side = store::Side::kApp;
  std::string variant{};  // empty: the entry's general text
  std::map<std::string, std::string> values{};
  std::vector<store::Evidence> evidence{};
};

// One diagnosis. Codes, severity and texts stand in the catalogue entry of the same id; the check
// is asked as `about` of the entry says: of an answer of OSS with one of those codes, of a callback,
// or of an upload. It is a pure function.
struct Rule {
  std::string_view id;
  std::optional<Diagnosis> (*check)(const Facts& facts) = nullptr;
};

}  // namespace osslens::analyzers
