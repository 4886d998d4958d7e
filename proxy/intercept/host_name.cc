#include "proxy/intercept/host_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace osslens::intercept {
namespace {

constexpr size_t kLongestName = 253;
constexpr size_t kLongestLabel = 63;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsLabelCharacter(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}

// What comes from a peer may hold anything; it is shown cut and with its odd bytes replaced.
std::string Shown(std::string_view host) {
  constexpr size_t kShown = 80;
  std::string text(host.substr(0, kShown));
  std::ranges::replace_if(
      text, [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return host.size() > kShown ? text + "..." : text;
}

tl::unexpected<Error> Refuse(std::string_view host, std::string_view reason) {
  return Fail(ErrorKind::kInvalid,
              fmt::format("no certificate can be made for \"{}\": {}", Shown(host), reason));
}

}  // namespace

Result<std::string> CertificateName(std::string_view host) {
  std::string name = Lower(host);
  if (name.ends_with('.')) name.pop_back();
  if (name.size() > kLongestName) return Refuse(host, "the name is longer than 253 characters");
  const std::vector<std::string_view> labels = Split(name, '.');
  // No top-level domain is a number, and clients take such a name for an address.
  if (name.find(':') != std::string::npos ||
      (!labels.back().empty() && std::ranges::all_of(labels.back(), IsDigit))) {
    return Fail(ErrorKind::kUnsupported,
                fmt::format("no certificate can be made for \"{}\": it is an IP address, and the "
                            "certificate authority of osslens excludes those",
                            Shown(host)));
  }
  for (const std::string_view label : labels) {
    if (label.empty()) return Refuse(host, "a part between dots is empty");
    if (label.size() > kLongestLabel)
      return Refuse(host, "a part between dots is longer than 63 characters");
    if (!std::ranges::all_of(label, IsLabelCharacter)) {
      return Refuse(host, "it has characters other than letters, digits, hyphens and underscores");
    }
  }
  return name;
}

std::string_view ParentOf(std::string_view name) noexcept {
  const size_t dot = name.find('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

size_t CountLabels(std::string_view name) noexcept {
  return name.empty() ? 0 : static_cast<size_t>(std::ranges::count(name, '.')) + 1;
}

bool IsWithin(std::string_view name, std::string_view domain) noexcept {
  if (!name.ends_with(domain)) return false;
  return name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.';
}

}  // namespace osslens::intercept
