#include "proxy/request_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "proxy/http/framing.h"
#include "proxy/plan_writer.h"

namespace osslens::proxy {
namespace {

bool is_authorized(const http::Fields& fields, const std::vector<Secret>& credentials) {
  if (credentials.empty()) return true;
  const http::Field* field = fields.Find("Proxy-Authorization");
  if (field == nullptr || !StartsWithIgnoreCase(field->value, "Basic ")) return false;
  const std::optional<std::string> given = Base64Decode(TrimOws(field->value.substr(6)));
  return given && std::ranges::any_of(credentials, [&given](const Secret& one) {
           return EqualInConstantTime(*given, one.reveal());
         });
}

// The target as the origin server is to see it (RFC 9112 sections 3.2.1 and 3.2.4).
std::string OriginForm(std::string_view method, std::string_view path_and_query) {
  if (path_and_query.empty()) return method == "OPTIONS" ? "*" : "/";
  if (path_and_query.front() != '/') return '/' + std::string(path_and_query);
  return std::string(path_and_query);
}

// The target as written, less "user:password@".
std::string WithoutUserInfo(std::string_view text, const http::AbsoluteTarget& target) {
  std::string url(text);
  const size_t begin = target.scheme.size() + 3;
  const size_t at = text.substr(0, text.size() - target.origin_form.size()).find('@');
  if (at != std::string_view::npos) url.erase(begin, at + 1 - begin);
  return url;
}

RequestPlan PlanForward(std::string_view raw, const http::RequestHead& head,
                        const http::Framing& framing, const SessionSettings& settings) {
  const Result<http::AbsoluteTarget> absolute = http::ParseAbsoluteTarget(head.target);
  if (!absolute) {
    if (head.target.starts_with('/')) {
      return RefuseAsMalformed(
          "this is a proxy: set it as HTTP_PROXY, requests to it need an absolute URL");
    }
    return RefuseAsMalformed(absolute.error().message);
  }
  if (auto refusal = CheckHost(head)) return std::move(*refusal);

  ForwardPlan plan;
  plan.authority = absolute->authority;
  plan.may_reuse = may_reuse_connection(head.method, framing);
  plan.url = WithoutUserInfo(head.target, *absolute);
  if (EqualsIgnoreCase(absolute->scheme, "https")) plan.tls_name = absolute->authority.host;
  plan.is_tunnelled = !plan.tls_name.empty();
  if (settings.upstream_proxy && !plan.is_tunnelled) {
    if (plan.url.size() != head.target.size()) {
      plan.edits.push_back(
          {store::HeadEdit::Kind::kFieldRemoved, "", "user information in the target"});
    }
    WriteHead(raw, head, {.target = plan.url, .host = {}}, plan);
  } else {
    plan.edits.push_back(
        {store::HeadEdit::Kind::kTargetChanged, "", "absolute-form to origin-form"});
    const std::string target = OriginForm(head.method, absolute->origin_form);
    WriteHead(raw, head, {.target = target, .host = {}}, plan);
  }
  EndHead(settings.upstream_proxy, plan);
  return plan;
}

std::string UrlInside(std::string_view target, const Inside& inside) {
  if (const auto absolute = http::ParseAbsoluteTarget(target))
    return WithoutUserInfo(target, *absolute);
  const bool tls = !inside.tls_name.empty();
  std::string host = ToText(inside.server);
  // Without the port that the scheme implies, as people write it.
  if (inside.server.port == (tls ? 443 : 80)) host.resize(host.rfind(':'));
  return fmt::format("{}://{}{}", tls ? "https" : "http", host, target == "*" ? "" : target);
}

// The first line as far as it has come.
struct FirstLine {
  std::string_view method;  // empty when it is none
  std::string_view target;
  bool is_whole = false;
};

FirstLine FirstLineOf(std::string_view raw) {
  const size_t end = raw.find_first_of("\r\n");
  const std::string_view line = raw.substr(0, end);
  const size_t blank = line.find(' ');
  if (blank == std::string_view::npos || !http::is_token(line.substr(0, blank))) return {};
  const std::string_view rest = line.substr(blank + 1);
  return {line.substr(0, blank), rest.substr(0, rest.rfind(" HTTP/")),
          end != std::string_view::npos};
}

RequestPlan PlanTunnel(const http::RequestHead& head, const http::Framing& framing) {
  Result<http::Authority> authority = http::ParseAuthority(head.target, 0);
  if (!authority)
    return RefuseAsMalformed(fmt::format("CONNECT needs HOST:PORT: {}", authority.error().message));
  if (framing.kind != http::Framing::Kind::kNone)
    return RefuseAsMalformed("a CONNECT request has no body");
  return TunnelPlan{std::move(*authority)};
}

}  // namespace

RequestAim AimOf(std::string_view raw) {
  RequestAim aim;
  const auto [method, target, whole] = FirstLineOf(raw);
  aim.method = method;
  if (method.empty()) return aim;
  if (aim.method == "CONNECT") {
    if (const auto authority = http::ParseAuthority(target, 0); authority && whole) {
      aim.authority = *authority;
      aim.url = ToText(*authority);
    }
  } else if (const auto absolute = http::ParseAbsoluteTarget(target)) {
    // Of a line that broke off only what stands before a path is a whole host.
    if (!whole && absolute->origin_form.empty()) return aim;
    aim.authority = absolute->authority;
    aim.url = WithoutUserInfo(target, *absolute);
  }
  return aim;
}

RequestAim AimInside(std::string_view raw, const Inside& inside) {
  const FirstLine line = FirstLineOf(raw);
  return {std::string(line.method), inside.server, UrlInside(line.target, inside)};
}

RequestPlan PlanInside(std::string_view raw, const http::RequestHead& head,
                       const http::Framing& framing, const Inside& inside) {
  if (head.method == "CONNECT")
    return RefuseAsMalformed("there can be no CONNECT inside a CONNECT");
  if (auto refusal = CheckHost(head)) return std::move(*refusal);
  ForwardPlan plan;
  plan.authority = inside.server;
  plan.dialled = inside.dialled;
  plan.url = UrlInside(head.target, inside);
  plan.head = raw;
  plan.may_reuse = may_reuse_connection(head.method, framing);
  plan.tls_name = inside.tls_name;
  plan.is_verbatim = plan.is_tunnelled = true;
  return plan;
}

RequestPlan PlanRequest(std::string_view raw, const http::RequestHead& head,
                        const http::Framing& framing, const SessionSettings& settings) {
  if (!is_authorized(head.fields, settings.proxy_credentials)) {
    return RefusalPlan{407, store::FailureKind::kProtocol,
                       "this proxy wants a user name and password (--proxy-auth)"};
  }
  return head.method == "CONNECT" ? PlanTunnel(head, framing)
                                  : PlanForward(raw, head, framing, settings);
}

}  // namespace osslens::proxy
