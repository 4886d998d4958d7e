#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/catalogue.h"
#include "analyzers/rules/facts.h"
#include "store/record/finding.h"

namespace osslens::analyzers {

// The general rule: recognises every error that is data (catalogue/errors) and weighs its evidence.
// Of the entries that fit an exchange it takes the most special one: a message that fits counts more
// than an EC, an EC more than the code alone, and what an entry demands besides decides between
// those that are alike. Immutable; any thread. `catalogue` must outlive it.
class ErrorMatcher {
 public:
  // Its name among the rule counters.
  static constexpr std::string_view kName = "error-catalogue";

  explicit ErrorMatcher(const Catalogue& catalogue);

  // `found`: what the rules with code said of the same exchange. nullopt when one of them covers
  // the error, or when there is nothing to say.
  [[nodiscard]] std::optional<store::Finding> Match(
      const Facts& facts, std::span<const store::Finding> found = {}) const;

 private:
  struct Fit {
    const CatalogueEntry* entry = nullptr;
    int rank = 0;
    bool by_code_alone = false;  // neither message nor EC, and other entries have the code too
  };

  [[nodiscard]] std::vector<const CatalogueEntry*> Candidates(const Facts& facts,
                                                              Answer answer) const;
  [[nodiscard]] std::optional<Fit> FitOf(const CatalogueEntry& entry, const Facts& facts,
                                         const std::string& message) const;
  [[nodiscard]] store::Finding MakeFinding(const Fit& fit, const Facts& facts, Answer answer) const;

  const Catalogue& catalogue_;
  std::map<std::string, std::vector<const CatalogueEntry*>, std::less<>> by_code_, by_ec_;
  std::vector<const CatalogueEntry*> without_code_;
};

}  // namespace osslens::analyzers
