#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/callback_fault_kind.h"
#include "analyzers/oss/callback_text.h"

namespace osslens::oss {

// One fault with its place.
struct CallbackFault {
  CallbackFaultKind kind = CallbackFaultKind::kNotBase64;
  bool in_variables = false;  // in callback-var
  std::string member;         // of the JSON object, or the variable; empty: the parameter itself
  std::string found;          // what stands there, cut after some bytes
  size_t offset = 0;          // byte of the parameter, of the decoded text, or of the member's text
  std::string corrected;      // what should stand there, where that can be said
};

// All of them, those that OSS refuses first. Empty when nothing is wrong. Pure; linear but for a bounded number of repairs.
[[nodiscard]] std::vector<CallbackFault> FindCallbackFaults(const CallbackText& text);

}  // namespace osslens::oss
