// An upload asks for a callback in a way that OSS refuses before it stores the object.
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/callback_fault_diagnosis.h"
#include "analyzers/rules/evidence.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

// OSS names the parameter in ArgumentName, or in its message.
bool is_refused_for_callback(const Facts& facts) {
  if (facts.code() != "InvalidArgument") return false;
  return StartsWithIgnoreCase(facts.error->Value("ArgumentName"), "callback") ||
         ContainsIgnoreCase(facts.message(), "callback");
}

}  // namespace

std::optional<Diagnosis> CheckCallbackParameterFault(const Facts& facts) {
  // What OSS took is no fault, whatever the documentation says of it.
  const int status = facts.exchange.status;
  if (!facts.callback_text || (status >= 200 && status < 300)) return std::nullopt;
  std::optional<Diagnosis> diagnosis = DiagnoseCallbackText(*facts.callback_text, true);
  if (!diagnosis) return std::nullopt;
  // Where OSS refuses the callback, the fault stands in the captured bytes and nothing else is needed. Of a request that
  // was refused for another reason, or not answered, OSS has not said so.
  const bool refused = is_refused_for_callback(facts);
  diagnosis->confidence = refused ? store::Confidence::kProven : store::Confidence::kLikely;
  if (refused) diagnosis->evidence.push_back(OssAnswer(facts, "answer"));
  return diagnosis;
}

}  // namespace osslens::analyzers
