#include "proxy/replay_plan.h"

#include <utility>
#include <variant>

#include "proxy/plan_writer.h"

namespace osslens::proxy {
namespace {

// As if the app had a CONNECT to that server: it speaks to the server itself.
Inside InsideOf(const ReplayTarget& target) {
  return {target.server, target.server, target.tls ? target.server.host : std::string()};
}

}  // namespace

RequestPlan PlanReplay(std::string_view raw, const http::RequestHead& head,
                       const http::Framing& framing, const SessionSettings& settings,
                       const ReplayTarget& target) {
  RequestPlan plan = PlanInside(raw, head, framing, InsideOf(target));
  auto* forward = std::get_if<ForwardPlan>(&plan);
  if (forward == nullptr) return plan;
  forward->may_reuse = false;
  const bool is_read_by_proxy =
      settings.upstream_proxy && !target.tls && target.kind != store::ExchangeKind::kCallback;
  if (!is_read_by_proxy) return plan;
  forward->is_tunnelled = forward->is_verbatim = false;
  forward->head.clear();
  forward->edits.push_back(
      {store::HeadEdit::Kind::kTargetChanged, "", "origin-form to absolute-form"});
  WriteHead(raw, head, {.target = forward->url, .host = {}}, *forward);
  EndHead(settings.upstream_proxy, *forward);
  return plan;
}

RequestAim ReplayAimOf(std::string_view raw, const ReplayTarget& target) {
  return AimInside(raw, InsideOf(target));
}

}  // namespace osslens::proxy
