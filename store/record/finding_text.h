#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/record/finding.h"

namespace osslens::store {

enum class Language { kEnglish, kChinese };

// A finding in words, ready to show.
struct FindingText {
  std::string title;
  std::string cause;
  std::vector<std::string> fix;
  std::vector<std::string>
      evidence_notes;             // one for each evidence, in its order; may be empty strings
  std::vector<std::string> docs;  // name of the OSS document and section
};

// Turns findings into words. The catalogue of the analyzers implements it; store and its encoders
// only know this interface. Implementations are immutable and may be called from any thread.
class FindingTextSource {
 public:
  virtual ~FindingTextSource() = default;
  // A rule that the source does not know (a capture of a newer version) gives its id as title and
  // nothing else.
  [[nodiscard]] virtual FindingText Describe(const Finding& finding, Language language) const = 0;
};

}  // namespace osslens::store
