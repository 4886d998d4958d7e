#pragma once

#include <string_view>

// Which query keys a V1 signature covers.
namespace osslens::oss {

// True for the keys that are signed in a rebuild: the known sub-resources and, as the newer SDKs
// do, every key that begins with "x-oss-". Case matters.
[[nodiscard]] bool is_sub_resource(std::string_view name);

// True when the documentation or all present SDKs agree that the key is signed. For the others only
// OSS's own string to sign can tell.
[[nodiscard]] bool is_settled_sub_resource(std::string_view name);

// The same for AWS's V2 signature, as on the S3-compatible surface.
[[nodiscard]] bool is_s3_sub_resource(std::string_view name);

}  // namespace osslens::oss
