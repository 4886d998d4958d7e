#include "analyzers/rules/callback_fault_diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

std::vector<CallbackFault> CallbackFaultsOf(const oss::CallbackText& text, bool refused) {
  std::vector<CallbackFault> faults = oss::FindCallbackFaults(text);
  std::erase_if(
      faults, [refused](const CallbackFault& one) { return oss::is_refused(one.kind) != refused; });
  return faults;
}

std::optional<Diagnosis> DiagnoseCallbackFaults(const oss::CallbackText& text,
                                                std::vector<CallbackFault> faults,
                                                const IsCertain& is_certain) {
  if (faults.empty()) return std::nullopt;
  const auto certain = std::ranges::find_if(faults, is_certain);
  Diagnosis diagnosis{.confidence = certain == faults.end() ? store::Confidence::kLikely
                                                            : store::Confidence::kProven};
  if (certain != faults.end()) std::rotate(faults.begin(), certain, certain + 1);
  diagnosis.variant = VariantOf(faults.front().kind);
  diagnosis.values = ValuesOf(faults.front());
  const store::Where where = WhereOf(text.place);
  const char* note = "fault";
  for (const CallbackFault& fault : faults) {
    diagnosis.evidence.push_back({where, NameOf(fault), fault.found, std::exchange(note, "also")});
    if (!fault.corrected.empty())
      diagnosis.evidence.push_back({where, NameOf(fault), fault.corrected, "corrected"});
  }
  return diagnosis;
}

}  // namespace osslens::analyzers
