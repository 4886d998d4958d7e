#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/request.h"

namespace osslens::oss {

// Header lines of a signature: lower-case name, trimmed value; sorted by name.
using SignedHeaders = std::map<std::string, std::string, std::less<>>;

// All headers whose name begins with `prefix` (none when it is empty), and those that `also` names
// in lower case (V4 signs more than V1). Lines with the same name are joined with "," without a blank, as Go v2 and PHP v2 do; what OSS does
// with them is not documented.
[[nodiscard]] SignedHeaders CollectSignedHeaders(const Request& request, std::string_view prefix,
                                                 const std::vector<std::string>& also);

// name ":" value LF for each.
[[nodiscard]] std::string HeaderLines(const SignedHeaders& headers);

}  // namespace osslens::oss
