#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/checks/source.h"
#include "base/result.h"

namespace osslens::analyzers {

enum class Predicate {
  kPresent,
  kAbsent,      // "no header Origin"
  kIs,          // "method is PUT|POST": one of these, byte for byte
  kIsNot,       // none of these
  kStartsWith,  // with one of these; case matters
  kLike,        // one of these fits, with * for any run of characters; case does not matter
  kUnlike,
  kInteger,  // digits only
  kNoInteger,
  kEquals,   // the value of another source
  kDiffers,  // both are there and are not the same
  kBelow,    // a number or another source that has one
  kAbove,
  kBefore,  // a point in time, both in any form that OSS uses
};

struct Operand {
  const Source* source = nullptr;
  std::string name;
};

// One look at a captured exchange. The text form, as it stands in the catalogue:
//   check := ["no"] SOURCE [NAME] [PREDICATE (TEXT | NUMBER | SOURCE [NAME])]
// A text with blanks is quoted with '. A source that the exchange does not have fulfils nothing but
// "no", so a check never holds for lack of captured bytes.
struct Check {
  Operand operand;
  Predicate predicate = Predicate::kPresent;
  std::vector<std::string> texts;
  std::optional<int64_t> number;
  Operand other;
};

// Checks that must all hold: joined by "and" in their text.
struct AllOf {
  std::string text;
  std::vector<Check> checks;
};

// The error says what is wrong at which word.
[[nodiscard]] Result<AllOf> ParseChecks(std::string_view text);

// The evidence for each check when all hold, else nullopt. The notes are keys of the texts that all
// entries share (catalogue/shared-notes.toml).
[[nodiscard]] std::optional<std::vector<store::Evidence>> Holds(const AllOf& all,
                                                                const Facts& facts);

// True when one of `alternatives` holds.
[[nodiscard]] bool AnyHolds(const std::vector<AllOf>& alternatives, const Facts& facts);

}  // namespace osslens::analyzers
