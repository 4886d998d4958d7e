#include "proxy/plan_writer.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "proxy/http/hop_by_hop.h"

namespace osslens::proxy {
namespace {

using Edit = store::HeadEdit::Kind;

constexpr const char* kForTheServer = "names the server of --reverse";

const char* ReasonOf(http::Removal removal) {
  switch (removal) {
    case http::Removal::kHopByHop:
      return "hop-by-hop";
    case http::Removal::kNamedByConnection:
      return "named by Connection";
    case http::Removal::kForTheProxy:
      return "for the proxy";
    case http::Removal::kKeep:
      break;
  }
  return "";
}

// The line with another value; its name, colon, blanks and end stay as the app wrote them.
void WriteLine(const http::Field& field, std::string_view value, std::string& head) {
  // An empty value need not point into the line; it stands before the CRLF.
  const size_t at = field.value.empty()
                        ? field.line.size() - 2
                        : static_cast<size_t>(field.value.data() - field.line.data());
  head.append(field.line.substr(0, at)).append(value);
  head.append(field.line.substr(at + field.value.size()));
}

}  // namespace

RefusalPlan RefuseAsMalformed(std::string sentence) {
  return {400, store::FailureKind::kProtocol, std::move(sentence)};
}

std::optional<RefusalPlan> CheckHost(const http::RequestHead& head) {
  const auto hosts = std::ranges::count_if(head.fields.all(), [](const http::Field& field) {
    return EqualsIgnoreCase(field.name, "Host");
  });
  if (hosts > 1) return RefuseAsMalformed("the request has more than one Host header");
  if (hosts == 0 && head.minor_version >= 1)
    return RefuseAsMalformed("the request has no Host header");
  return std::nullopt;
}

bool may_reuse_connection(std::string_view method, const http::Framing& framing) {
  constexpr std::array<std::string_view, 6> kIdempotent = {"GET",    "HEAD",    "PUT",
                                                           "DELETE", "OPTIONS", "TRACE"};
  const bool fits =
      framing.kind == http::Framing::Kind::kNone ||
      (framing.kind == http::Framing::Kind::kLength && framing.length_bytes <= kReplayLimitBytes);
  return fits && std::ranges::find(kIdempotent, method) != kIdempotent.end();
}

void WriteHead(std::string_view raw, const http::RequestHead& head, const HeadChanges& changes,
               ForwardPlan& plan) {
  plan.head.reserve(raw.size());
  plan.head.append(head.method).append(" ").append(changes.target);
  const std::string_view after_target = raw.substr(head.method.size() + 1 + head.target.size());
  plan.head.append(after_target.substr(0, after_target.find("\r\n") + 2));
  if (changes.host && head.fields.Find("Host") == nullptr) {
    plan.head.append("Host: ").append(*changes.host).append("\r\n");
    plan.edits.push_back({Edit::kFieldAdded, "Host", kForTheServer});
  }
  const std::vector<http::Removal> removals = http::RemovalsOf(head.fields);
  for (size_t i = 0; i < removals.size(); ++i) {
    const http::Field& field = head.fields.all()[i];
    if (removals[i] != http::Removal::kKeep) {
      plan.edits.push_back({Edit::kFieldRemoved, std::string(field.name), ReasonOf(removals[i])});
    } else if (changes.host && EqualsIgnoreCase(field.name, "Host") &&
               field.value != *changes.host) {
      WriteLine(field, *changes.host, plan.head);
      plan.edits.push_back({Edit::kFieldChanged, std::string(field.name), kForTheServer});
    } else {
      plan.head.append(field.line);
    }
  }
}

void EndHead(const std::optional<UpstreamProxy>& further, ForwardPlan& plan) {
  if (further && !plan.is_tunnelled && !further->authorization.empty()) {
    plan.head.append("Proxy-Authorization: ").append(further->authorization.reveal());
    plan.head.append("\r\n");
    plan.edits.push_back({Edit::kFieldAdded, "Proxy-Authorization", "for the further proxy"});
  }
  plan.head.append("\r\n");
}

}  // namespace osslens::proxy
