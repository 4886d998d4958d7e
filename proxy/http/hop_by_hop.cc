#include "proxy/http/hop_by_hop.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "base/text.h"

namespace osslens::http {
namespace {

constexpr std::array<std::string_view, 4> kHopByHop = {"Connection", "Keep-Alive", "TE", "Upgrade"};
constexpr std::array<std::string_view, 4> kNeverRemoved = {"Host", "Content-Length",
                                                           "Transfer-Encoding", "Authorization"};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::any_of(names,
                             [name](std::string_view one) { return EqualsIgnoreCase(name, one); });
}

bool LessIgnoreCase(std::string_view a, std::string_view b) {
  return std::ranges::lexicographical_compare(a, b, {}, ToLower, ToLower);
}

// What all Connection lines name, sorted: a lookup for each field must not walk a list that the
// peer may have made as long as the head.
std::vector<std::string_view> NamedByConnection(const Fields& fields) {
  std::vector<std::string_view> names;
  for (const Field& field : fields.all()) {
    if (!EqualsIgnoreCase(field.name, "Connection")) continue;
    for (const std::string_view name : Split(field.value, ',')) names.push_back(TrimOws(name));
  }
  std::ranges::sort(names, LessIgnoreCase);
  return names;
}

Removal RemovalOf(const Field& field, const std::vector<std::string_view>& named) {
  if (is_one_of(field.name, kHopByHop)) return Removal::kHopByHop;
  if (StartsWithIgnoreCase(field.name, "Proxy-")) return Removal::kForTheProxy;
  if (std::ranges::binary_search(named, field.name, LessIgnoreCase) &&
      !is_one_of(field.name, kNeverRemoved)) {
    return Removal::kNamedByConnection;
  }
  return Removal::kKeep;
}

}  // namespace

std::vector<Removal> RemovalsOf(const Fields& fields) {
  const std::vector<std::string_view> named = NamedByConnection(fields);
  std::vector<Removal> removals;
  removals.reserve(fields.all().size());
  for (const Field& field : fields.all()) removals.push_back(RemovalOf(field, named));
  return removals;
}

}  // namespace osslens::http
