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

Removal RemovalOf(const Field& field, const Fields& fields, bool has_connection) {
  if (is_one_of(field.name, kHopByHop)) return Removal::kHopByHop;
  if (StartsWithIgnoreCase(field.name, "Proxy-")) return Removal::kForTheProxy;
  if (has_connection && !is_one_of(field.name, kNeverRemoved) &&
      fields.HasToken("Connection", field.name)) {
    return Removal::kNamedByConnection;
  }
  return Removal::kKeep;
}

}  // namespace

std::vector<Removal> RemovalsOf(const Fields& fields) {
  const bool has_connection = fields.Find("Connection") != nullptr;
  std::vector<Removal> removals;
  removals.reserve(fields.all().size());
  for (const Field& field : fields.all())
    removals.push_back(RemovalOf(field, fields, has_connection));
  return removals;
}

}  // namespace osslens::http
