#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/request.h"
#include "analyzers/oss/signature_scheme.h"
#include "base/secret.h"

namespace osslens::oss {

enum class Place { kHeader, kQuery };

// A security token of temporary credentials, and where the request carries it.
struct SecurityToken {
  Place place = Place::kHeader;
  std::string name;  // as written
  Secret value;
};

// The scope of a V4 credential: <key id>/<date>/<region>/<product>/aliyun_v4_request.
struct Scope {
  std::string date, region, product, terminator;
};

// What the request says of its signer. Fields that the scheme lacks are empty; nothing is checked.
struct Credentials {
  Scheme scheme = Scheme::kAnonymous;
  std::string key_id;
  Secret signature;
  Scope scope;
  std::vector<std::string> additional_headers;  // lower case, sorted, each once
  std::vector<SecurityToken> tokens;            // also those under a name the scheme does not read
};

[[nodiscard]] Credentials ReadCredentials(const Request& request);

// Temporary key ids of STS begin with "STS.".
[[nodiscard]] bool is_temporary(std::string_view key_id);

// True for the header and query names that carry a token, in any scheme.
[[nodiscard]] bool is_token_name(std::string_view name);

}  // namespace osslens::oss
