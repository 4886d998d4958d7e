#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/post_form.h"
#include "analyzers/oss/request.h"
#include "analyzers/oss/signature_scheme.h"
#include "base/secret.h"

namespace osslens::oss {

enum class Place { kHeader, kQuery, kForm };

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
  // Lower case, sorted, each once; on the S3 surface all signed headers.
  std::vector<std::string> additional_headers;
  std::vector<SecurityToken> tokens;  // also those under a name the scheme does not read
};

[[nodiscard]] Credentials ReadCredentials(const Request& request);

// Of a PostObject form. Anonymous when the form has no signature; kPostObject when it was cut off
// before that can be known.
[[nodiscard]] Credentials ReadFormCredentials(const PostForm& form);

// Temporary key ids of STS begin with "STS.".
[[nodiscard]] bool is_temporary(std::string_view key_id);

// True for the header and query names that carry a token, in any scheme.
[[nodiscard]] bool is_token_name(std::string_view name);

}  // namespace osslens::oss
