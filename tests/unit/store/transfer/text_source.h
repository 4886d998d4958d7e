#pragma once

#include "store/record/finding_text.h"

namespace osslens::store {

// Words for any finding, in which values and language can be seen.
class TestTexts : public FindingTextSource {
 public:
  [[nodiscard]] FindingText Describe(const Finding& finding, Language language) const override {
    FindingText text;
    text.title = (language == Language::kChinese ? "标题 " : "title of ") + finding.rule;
    text.cause = "cause";
    for (const auto& [name, value] : finding.values) text.cause += " " + name + "=" + value;
    text.fix = {"first step", "second step"};
    for (const Evidence& evidence : finding.evidence) text.evidence_notes.push_back(evidence.note);
    text.docs = {"a document, a section"};
    return text;
  }
};

}  // namespace osslens::store
