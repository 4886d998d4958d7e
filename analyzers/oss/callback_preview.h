#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzers/oss/callback_text.h"

namespace osslens::oss {

// What OSS would fill into the body of a callback.
struct CallbackPreview {
  std::vector<std::string> urls;  // in the order in which OSS tries them, with their scheme
  std::string host;  // value of Host; of the first URL, unless callbackHost says otherwise
  std::string content_type;
  bool sni = false;
  std::string body;
  std::vector<std::string>
      unknown;  // variables that the capture does not tell; they stay in the body
  std::vector<std::string> empty;  // variables that nobody defines; nothing stands for them
};

// Values of system variables as far as they are known; "size" as digits.
using CallbackValues = std::map<std::string, std::string, std::less<>>;

// The call that OSS makes for these parameters (OSS documentation, "Callback"): in a form each value is percent-encoded, in
// JSON it is a JSON value. Nothing when the parameters cannot be decoded or name no URL. Pure.
[[nodiscard]] std::optional<CallbackPreview> PreviewCallback(const CallbackText& text,
                                                             const CallbackValues& values);

}  // namespace osslens::oss
