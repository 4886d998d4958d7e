// The input is a callback parameter before base64 and as sent, and the variables beside it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "analyzers/oss/callback_faults.h"
#include "analyzers/oss/callback_preview.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t middle = text.find('\n');
  for (const bool is_encoded : {false, true}) {
    osslens::oss::CallbackText parameters;
    const auto as_sent = [is_encoded](std::string_view part) {
      return is_encoded ? std::string(part) : osslens::Base64Encode(part);
    };
    parameters.callback = as_sent(text.substr(0, middle));
    if (middle != std::string_view::npos) parameters.variables = as_sent(text.substr(middle + 1));
    static_cast<void>(osslens::oss::FindCallbackFaults(parameters));
    static_cast<void>(osslens::oss::PreviewCallback(parameters, {}));
  }
  return 0;
}
