#include "analyzers/rules/callback_fault_diagnosis.h"

#include <fmt/format.h>

#include "analyzers/rules/evidence.h"

namespace osslens::analyzers {
namespace {

using oss::CallbackFault;
using oss::CallbackFaultKind;

const char* ParameterOf(const CallbackFault& fault) {
  return fault.in_variables ? "callback-var" : "callback";
}

// callbackUrl, x:uid, or the parameter itself; for a place in a text with its byte.
std::string NameOf(const CallbackFault& fault) {
  const bool is_of_parameter = fault.member.empty() || fault.kind == CallbackFaultKind::kNotJson;
  std::string name = is_of_parameter ? ParameterOf(fault) : fault.member;
  if (fault.offset > 0) name += fmt::format(", byte {}", fault.offset);
  return name;
}

}  // namespace

std::string_view RuleOf(CallbackFaultKind kind) {
  return oss::is_refused(kind) ? "callback-parameter-fault" : "callback-parameter-doubtful";
}

std::string VariantOf(CallbackFaultKind kind) {
  const bool is_general =
      kind == CallbackFaultKind::kNotJson || kind == CallbackFaultKind::kVariableUnknown;
  return is_general ? "" : oss::ToWord(kind);
}

std::map<std::string, std::string> ValuesOf(const CallbackFault& fault) {
  const bool is_count = fault.kind == CallbackFaultKind::kTooLong ||
                        fault.kind == CallbackFaultKind::kUrlCount ||
                        fault.kind == CallbackFaultKind::kVariablesTooMany;
  const bool is_variable = fault.found.starts_with("${");
  return {{"parameter", ParameterOf(fault)},
          {"member", fault.member},
          {"found", is_count || is_variable ? fault.found : Quote(fault.found)},
          {"offset", std::to_string(fault.offset)},
          {"corrected", fault.corrected.empty() ? "?" : fault.corrected}};
}

store::Where WhereOf(oss::CallbackPlace place) {
  switch (place) {
    case oss::CallbackPlace::kHeader:
      return store::Where::kRequestHeader;
    case oss::CallbackPlace::kQuery:
      return store::Where::kRequestQuery;
    case oss::CallbackPlace::kForm:
      break;
  }
  return store::Where::kRequestBody;
}

std::optional<Diagnosis> DiagnoseCallbackText(const oss::CallbackText& text, bool refused) {
  std::optional<Diagnosis> diagnosis;
  for (const CallbackFault& fault : oss::FindCallbackFaults(text)) {
    if (oss::is_refused(fault.kind) != refused) continue;
    const bool first = !diagnosis;
    if (first) {
      diagnosis.emplace();
      diagnosis->variant = VariantOf(fault.kind);
      diagnosis->values = ValuesOf(fault);
    }
    const store::Where where = WhereOf(text.place);
    diagnosis->evidence.push_back({where, NameOf(fault), fault.found, first ? "fault" : "also"});
    if (!fault.corrected.empty())
      diagnosis->evidence.push_back({where, NameOf(fault), fault.corrected, "corrected"});
  }
  return diagnosis;
}

}  // namespace osslens::analyzers
