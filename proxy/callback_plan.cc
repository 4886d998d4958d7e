#include "proxy/callback_plan.h"

#include <fmt/format.h>

#include "proxy/plan_writer.h"
#include "proxy/reverse_plan.h"

namespace osslens::proxy {

RequestPlan PlanCallback(std::string_view raw, const http::RequestHead& head,
                         const ReverseTarget& server) {
  if (!head.target.starts_with('/')) {
    return RefuseAsMalformed(
        fmt::format("this address stands in for the callback server {} (--callback), so a request "
                    "names a path; proxies are asked at --listen",
                    UrlOf(server)));
  }
  if (auto refusal = CheckHost(head)) return std::move(*refusal);
  ForwardPlan plan;
  plan.authority = server.authority;
  plan.url = UrlOf(server).append(head.target);
  plan.head = raw;
  if (server.tls) plan.tls_name = server.authority.host;
  // A further proxy would have to change the head of a request that it reads itself.
  plan.is_verbatim = plan.is_tunnelled = true;
  return plan;
}

}  // namespace osslens::proxy
