#pragma once

#include <string>
#include <vector>

#include "analyzers/oss/access_key.h"
#include "base/result.h"

namespace osslens::app {

// Reads the AccessKeys with which refused signatures are recomputed, from TOML:
//   [[credential]]
//   id = "..."        and  secret = "...", both compulsory;  token, region, note
// The file must be readable by its owner alone. Errors name file, line and column, and never
// repeat a value.
[[nodiscard]] Result<std::vector<oss::AccessKey>> ReadCredentialFile(const std::string& path);

// The same for --credential, which may be left out: an empty path gives an empty keyring, and errors begin with the option.
[[nodiscard]] Result<oss::Keyring> ReadKeyring(const std::string& path);

}  // namespace osslens::app
