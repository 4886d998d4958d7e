#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/catalogue.h"
#include "analyzers/error_matcher.h"
#include "analyzers/oss/access_key.h"
#include "analyzers/oss/callback_signature.h"
#include "analyzers/oss/signature_search.h"
#include "analyzers/recent_history.h"
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/rule.h"
#include "analyzers/search_allowance.h"
#include "base/clock.h"
#include "store/record/exchange.h"

namespace osslens::analyzers {

// How often one rule was asked and what became of it.
struct RuleCounters {
  uint64_t asked = 0;
  uint64_t found = 0;
  uint64_t failed = 0;   // it threw
  uint64_t overran = 0;  // it took longer than the budget of a rule
  bool cut_off = false;  // it threw or overran too often and is not asked any more
  std::string last_failure;
};

// A rule that has thrown or overrun, for those who run osslens.
struct RuleTrouble {
  std::string rule;
  uint64_t failed = 0, overran = 0;
  bool cut_off = false;
  std::string last_failure;
  bool operator==(const RuleTrouble&) const = default;
};

struct AnalyzerOptions {
  std::span<const Rule> rules = AllRules();
  SteadyTime (*now)() noexcept = &SteadyNow;
  // What a rule may take. A check is a pure function over a few kilobytes, so even a hundredth of
  // this points at a fault; it cannot be interrupted, only not be asked again.
  std::chrono::milliseconds rule_budget{100};
  uint64_t faults_allowed = 3;  // throws and overruns of a rule, taken together
  size_t history_limit = 1000;
  // The secrets of the user, to check refused signatures with. May be null; must outlive the
  // analyzer.
  const oss::Keyring* keyring = nullptr;
  oss::SearchBudget search_budget{};
  // To check the signatures of callbacks with. May be null; must outlive the analyzer.
  oss::CallbackKeys* callback_keys = nullptr;
};

// Explains exchanges: fills their second part and finds what the rules have to say. A fault in a
// rule costs that rule's finding, never the exchange. Pipeline thread only; `catalogue` must
// outlive it.
class Analyzer {
 public:
  explicit Analyzer(const Catalogue& catalogue, AnalyzerOptions options = {});

  void Annotate(store::Exchange& exchange);
  // While more is waiting than can be analysed, signatures are not searched for mistakes.
  void set_busy(bool busy) { busy_ = busy; }

  [[nodiscard]] const std::map<std::string, RuleCounters, std::less<>>& rule_counters() const {
    return counters_;
  }
  // Of rules with faults only, by name; empty as long as all is well.
  [[nodiscard]] std::vector<RuleTrouble> troubles() const;
  [[nodiscard]] uint64_t annotated() const { return annotated_; }
  // Exchanges that could not be read at all; they keep what the proxy recorded.
  [[nodiscard]] uint64_t unreadable() const { return unreadable_; }
  // Refused signatures that were checked with a secret of the user, and those that were not because
  // there was no time for it.
  [[nodiscard]] uint64_t searched() const { return searched_; }
  [[nodiscard]] uint64_t search_skipped() const { return search_skipped_; }

 private:
  void Check(Facts& facts);
  void Explain(const Facts& facts, About about, std::vector<store::Finding>& findings);
  void Recognise(const Facts& facts, std::vector<store::Finding>& findings);
  // Calls `judge`, which gives an optional Finding, within the limits of a rule.
  template <class Judge>
  void Ask(std::string_view name, std::vector<store::Finding>& findings, const Judge& judge);

  const Catalogue& catalogue_;
  const ErrorMatcher errors_;
  const AnalyzerOptions options_;
  RecentHistory history_;
  SearchAllowance allowance_;
  bool busy_ = false;
  std::map<std::string, RuleCounters, std::less<>> counters_;
  uint64_t annotated_ = 0;
  uint64_t unreadable_ = 0;
  uint64_t searched_ = 0;
  uint64_t search_skipped_ = 0;
};

}  // namespace osslens::analyzers
