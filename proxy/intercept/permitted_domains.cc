#include "proxy/intercept/permitted_domains.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "proxy/intercept/host_name.h"

namespace osslens::intercept {
namespace {

// Second-level names under which registries of countries sell domains. Not the whole public suffix list: a guard
// against a slip of the pen, not against its author.
constexpr std::array<std::string_view, 7> kRegistryLabels = {"ac",  "co",  "com", "edu",
                                                             "gov", "net", "org"};

bool HasWildcard(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

// The labels behind the last one that holds a wildcard.
std::string_view FixedPart(std::string_view glob) {
  const size_t wildcard = glob.find_last_of("*?");
  if (wildcard == std::string_view::npos) return glob;
  const size_t dot = glob.find('.', wildcard);
  return dot == std::string_view::npos ? std::string_view() : glob.substr(dot + 1);
}

bool IsRegistry(std::string_view domain) {
  const size_t labels = CountLabels(domain);
  if (labels <= 1) return true;
  const std::string_view country = ParentOf(domain);
  const std::string_view second = domain.substr(0, domain.size() - country.size() - 1);
  return labels == 2 && country.size() == 2 &&
         std::ranges::find(kRegistryLabels, second) != kRegistryLabels.end();
}

Result<std::string> DomainOf(const std::string& glob) {
  const std::string_view fixed = FixedPart(glob);
  const auto too_wide = [&glob] {
    return Fail(ErrorKind::kInvalid,
                fmt::format("cannot intercept {}: the certificate authority would have to be "
                            "allowed every host of a top-level domain; name the domain, as in "
                            "*.example.com",
                            glob));
  };
  if (fixed.empty()) return too_wide();
  Result<std::string> domain = CertificateName(fixed);
  if (!domain) {
    return Fail(domain.error().kind,
                fmt::format("cannot intercept {}: {}", glob, domain.error().message));
  }
  // Java takes no certificate with an underscore in a name or in a constraint.
  const size_t underscore = domain->rfind('_');
  if (underscore != std::string::npos) {
    *domain = std::string(ParentOf(std::string_view(*domain).substr(underscore)));
  }
  // A single host may have one label (localhost): that permits nothing else of the Internet.
  const bool is_host = !HasWildcard(glob) && underscore == std::string::npos;
  if (!is_host && IsRegistry(*domain)) return too_wide();
  return domain;
}

// A glob "*.domain" asks for the domain as a whole, and a name for that host.
bool IsWidened(std::string_view glob, std::string_view domain) {
  if (glob.ends_with('.')) glob.remove_suffix(1);
  return !EqualsIgnoreCase(glob, domain) && !EqualsIgnoreCase(glob, fmt::format("*.{}", domain));
}

}  // namespace

bool PermittedDomains::Permit(std::string_view name) const noexcept {
  return std::ranges::any_of(names, [name](const auto& domain) { return IsWithin(name, domain); });
}

bool PermittedDomains::Cover(const PermittedDomains& other) const noexcept {
  return std::ranges::all_of(other.names, [this](const auto& domain) { return Permit(domain); });
}

PermittedDomains DefaultDomains() { return {{"aliyuncs.com"}}; }

PermittedDomains Reduce(std::vector<std::string> names) {
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  PermittedDomains reduced;
  for (const std::string& name : names) {
    const bool within_another = std::ranges::any_of(names, [&name](const std::string& other) {
      return other.size() < name.size() && IsWithin(name, other);
    });
    if (!within_another) reduced.names.push_back(name);
  }
  return reduced;
}

Result<DerivedDomains> DeriveDomains(std::span<const std::string> globs) {
  if (globs.empty()) {
    return Fail(ErrorKind::kInvalid,
                "a certificate authority needs a domain to intercept; name one with --intercept");
  }
  DerivedDomains derived;
  std::vector<std::string> names;
  for (const std::string& glob : globs) {
    Result<std::string> domain = DomainOf(glob);
    if (!domain) return tl::unexpected(domain.error());
    if (IsWidened(glob, *domain)) {
      derived.notes.push_back(fmt::format(
          "a certificate authority cannot be limited to {}: it may certify any host of {}", glob,
          *domain));
    }
    names.push_back(std::move(*domain));
  }
  derived.permitted = Reduce(std::move(names));
  return derived;
}

}  // namespace osslens::intercept
