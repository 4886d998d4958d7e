#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace osslens::intercept {

// A DNS name as certificates hold it: lower case, no final dot, at most 253 characters in labels of 1 to 63 letters,
// digits, hyphens and underscores (RFC 1035, section 2.3.4; the underscore is no host name character, but hosts with it
// exist). Fails, with a sentence, on anything else; an IP address is ErrorKind::kUnsupported, the CA excludes them.
[[nodiscard]] Result<std::string> CertificateName(std::string_view host);

// The name without its first label; empty when it has only one.
[[nodiscard]] std::string_view ParentOf(std::string_view name) noexcept;

[[nodiscard]] size_t CountLabels(std::string_view name) noexcept;

// True when `name` is `domain` or ends in it at a dot, which is what a permitted subtree means (RFC 5280, section
// 4.2.1.10). Both as CertificateName() gives them.
[[nodiscard]] bool IsWithin(std::string_view name, std::string_view domain) noexcept;

}  // namespace osslens::intercept
