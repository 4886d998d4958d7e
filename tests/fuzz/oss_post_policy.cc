// The input is a policy before base64, and then as it stands in the form.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "analyzers/oss/post_policy.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string& field : {osslens::Base64Encode(text), std::string(text)}) {
    const auto policy = osslens::oss::ReadPostPolicy(field);
    for (const auto& fault : policy.faults) {
      if (fault.offset > std::max(policy.decoded.size(), field.size())) std::abort();
    }
  }
  static_cast<void>(osslens::oss::ConditionOfMessage(text));
  return 0;
}
