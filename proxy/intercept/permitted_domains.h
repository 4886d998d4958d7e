#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace osslens::intercept {

// The domains for which a certificate authority may certify hosts: what its name constraints permit.
struct PermittedDomains {
  std::vector<std::string> names;  // lower case, sorted, none within another; never empty

  [[nodiscard]] bool Permit(std::string_view name) const noexcept;
  // True when every domain of `other` is permitted here.
  [[nodiscard]] bool Cover(const PermittedDomains& other) const noexcept;
  friend bool operator==(const PermittedDomains&, const PermittedDomains&) = default;
};

// aliyuncs.com, which holds every endpoint of OSS that Alibaba Cloud names itself.
[[nodiscard]] PermittedDomains DefaultDomains();

// A constraint names whole domains (RFC 5280, section 4.2.1.10), a glob may say less: what had to be widened is told.
struct DerivedDomains {
  PermittedDomains permitted;
  std::vector<std::string> notes;  // sentences for the user, one a widened glob
};

// The smallest domains that hold every host the globs can match. Fails on no glob at all, on one for IP addresses and
// on one that needs a whole top-level domain or registry ("*.com", "*.com.cn", "*"): a CA for those would open more
// than OSS.
[[nodiscard]] Result<DerivedDomains> DeriveDomains(std::span<const std::string> globs);

// Sorted, without repetitions and without names that lie within others.
[[nodiscard]] PermittedDomains Reduce(std::vector<std::string> names);

}  // namespace osslens::intercept
