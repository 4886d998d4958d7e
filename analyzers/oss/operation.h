#pragma once

#include <string_view>

#include "analyzers/oss/request.h"

namespace osslens::oss {

// The OSS name of the operation that a request asks for (PutObject, ListObjectsV2 ...), or an empty
// view when the combination of method, resource and sub-resources is none that is known. The view
// is static.
[[nodiscard]] std::string_view OperationName(const Request& request);

}  // namespace osslens::oss
