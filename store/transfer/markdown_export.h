#pragma once

#include <string>

#include "store/record/finding_text.h"
#include "store/transfer/export.h"

namespace osslens::store {

// A report for a ticket (CommonMark with tables): of each exchange what failed, why, what to do, the evidence and both
// messages as they passed. Captured text stands in code only, where nothing in it is markup, with what cannot be printed
// replaced; of a body at most kMaxBodyBytes are shown, and none that is no text. Borrows the texts.
class MarkdownFormat : public ExportFormat {
 public:
  static constexpr size_t kMaxBodyBytes = 8 * 1024;

  MarkdownFormat(const FindingTextSource& texts, Language language)
      : texts_(texts), language_(language) {}

  [[nodiscard]] std::string Begin() override;
  [[nodiscard]] std::string Add(const Exchange& exchange) override;
  [[nodiscard]] std::string End() override;

 private:
  const FindingTextSource& texts_;
  const Language language_;
};

}  // namespace osslens::store
