#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/request.h"

namespace osslens::oss {

// Where the callback parameters of a request stand (OSS documentation, "Callback").
enum class CallbackPlace { kHeader, kQuery, kForm };

// The parameters as sent: base64 of JSON objects, or what was taken for it.
struct CallbackText {
  CallbackPlace place = CallbackPlace::kHeader;
  std::string callback;          // empty: there is none
  std::string variables;         // callback-var; of a form: unused, mostly empty
  bool callback_twice = false;   // in the header and in the query
  bool variables_twice = false;  // the same of callback-var
  // Of a form: its fields x:name, which stand in for callback-var.
  std::map<std::string, std::string> form_variables;
  bool has_all_variables = true;  // false: of a form, and not all of its fields were captured
};

// Those of header and query; nothing when there is neither a callback nor variables.
[[nodiscard]] std::optional<CallbackText> FindCallbackText(const Request& request);

// A ${name} in the template of a callback's body.
struct CallbackVariable {
  std::string_view name;
  size_t begin = 0, end = 0;  // its bytes in the template, from the $ to behind the }
};

// All of them, in their order. The names point into `body`.
[[nodiscard]] std::vector<CallbackVariable> VariablesIn(std::string_view body);

// The object that a callback's body names as "object", in a form or in JSON; empty when it does not.
[[nodiscard]] std::string ObjectOfCallback(std::string_view body);

// Variables that OSS fills by itself: bucket, object, imageInfo.width, ...
[[nodiscard]] std::span<const std::string_view> SystemVariables();
[[nodiscard]] bool is_system_variable(std::string_view name);

}  // namespace osslens::oss
