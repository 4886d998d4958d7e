// An upload asks for a callback in a way that OSS takes, and that is hardly meant: variables that arrive empty, a type that
// does not fit the template.
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/callback_fault_diagnosis.h"

namespace osslens::analyzers {

std::optional<Diagnosis> CheckCallbackParameterDoubtful(const Facts& facts) {
  if (!facts.callback_text) return std::nullopt;
  // It stands in the parameter; what the app means by it is not captured.
  std::optional<Diagnosis> diagnosis =
      DiagnoseCallbackFaults(*facts.callback_text, CallbackFaultsOf(*facts.callback_text, false),
                             [](const oss::CallbackFault&) { return true; });
  // What is said of the failed call itself names this one already.
  const bool failed_call = facts.exchange.status == 203;
  if (!diagnosis || (failed_call && diagnosis->variant == "https-without-sni")) return std::nullopt;
  return diagnosis;
}

}  // namespace osslens::analyzers
