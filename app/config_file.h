#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace osslens::app {

// Reads a configuration file (TOML): its keys are the long options of `osslens serve` without the dashes, its values
// strings, numbers, booleans or, for options that may be repeated, arrays of them. Gives them as command-line words
// ("--listen=127.0.0.1:8888"), so that there is one way of understanding them. `is_option` tells whether a key is known.
// Errors name file, line and column.
[[nodiscard]] Result<std::vector<std::string>> ReadConfigFile(
    const std::string& path, const std::function<bool(const std::string& key)>& is_option);

}  // namespace osslens::app
