#pragma once

#include <string>

#include "analyzers/oss/callback_key.h"
#include "base/result.h"

namespace osslens::app {

// Reads the public key of --callback-key, in PEM form. Errors name the file.
[[nodiscard]] Result<oss::CallbackKey> ReadCallbackKey(const std::string& path);

}  // namespace osslens::app
