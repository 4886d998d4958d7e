#include "proxy/reverse_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "proxy/http/quoted.h"
#include "proxy/plan_writer.h"

namespace osslens::proxy {
namespace {

constexpr uint16_t kHttpPort = 80;
constexpr uint16_t kHttpsPort = 443;
constexpr size_t kMaxLabelBytes = 63;  // RFC 1035 section 2.3.4
constexpr std::string_view kLocalhost = "localhost";

// What a request names, before it is decided where it goes.
struct Named {
  std::string host;         // lower case, without port and final dot; empty without a Host field
  std::string_view target;  // path and query, or "*"
  bool absolute = false;    // the host was in the target
};

// Where it goes.
struct Route {
  std::string host;        // as it is to be written
  std::string target;      // the same
  bool from_path = false;  // the bucket was taken out of the path
};

// For Host fields and URLs: without the port that goes without saying.
std::string NameOf(std::string_view host, const ReverseTarget& reverse) {
  const uint16_t port = reverse.authority.port;
  const bool v6 = host.find(':') != std::string_view::npos;
  const std::string name = v6 ? fmt::format("[{}]", host) : std::string(host);
  return port == (reverse.tls ? kHttpsPort : kHttpPort) ? name : fmt::format("{}:{}", name, port);
}

std::string_view WithoutFinalDot(std::string_view host) {
  return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

bool is_address(std::string_view host) {
  return host.find(':') != std::string_view::npos ||
         std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

// What stands in front of ".domain" in the host; nothing when it does not end so.
std::optional<std::string_view> FrontOf(std::string_view host, std::string_view domain) {
  if (host.size() <= domain.size() + 1 || !host.ends_with(domain)) return std::nullopt;
  const std::string_view front = host.substr(0, host.size() - domain.size());
  if (front.back() != '.') return std::nullopt;
  return front.substr(0, front.size() - 1);
}

// Whether the text can stand in a host. Whether there can be such a bucket is for OSS to say.
bool fits_into_host(std::string_view bucket) {
  const auto fits = [](char c) {
    const char lower = ToLower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  return bucket.size() <= kMaxLabelBytes && std::ranges::all_of(bucket, fits) &&
         !bucket.starts_with('.') && !bucket.ends_with('.') &&
         bucket.find("..") == std::string_view::npos;
}

Result<Named> ReadNames(const http::RequestHead& head) {
  if (head.target.starts_with('/') || head.target == "*") {
    const http::Field* host = head.fields.Find("Host");
    const auto written = host == nullptr
                             ? std::nullopt
                             : std::optional(http::ParseAuthority(host->value, kHttpPort));
    const bool known = written && written->has_value();
    return Named{known ? std::string(WithoutFinalDot((*written)->host)) : "", head.target, false};
  }
  const Result<http::AbsoluteTarget> absolute = http::ParseAbsoluteTarget(head.target);
  if (!absolute) {
    return Fail(ErrorKind::kInvalid, fmt::format("the target is neither a path nor a URL: {}",
                                                 http::QuotedWithoutSecrets(head.target)));
  }
  if (EqualsIgnoreCase(absolute->scheme, "https")) {
    return Fail(ErrorKind::kInvalid,
                "an https:// URL came in plain text; the app must call this address with http://");
  }
  return Named{std::string(WithoutFinalDot(absolute->authority.host)), absolute->origin_form, true};
}

// A URL of some other host in the target: the app takes this address for a proxy.
bool is_for_another(const Named& named, const ReverseTarget& reverse) {
  if (!named.absolute || is_address(named.host) || named.host == kLocalhost) return false;
  if (named.host == reverse.authority.host || FrontOf(named.host, kLocalhost)) return false;
  return !reverse.takes_bucket || !FrontOf(named.host, reverse.authority.host);
}

// The target of an absolute URL may lack the slash.
std::string PathOf(const Named& named, std::string_view method) {
  if (named.target.starts_with('/') || named.target == "*") return std::string(named.target);
  if (named.target.empty() && method == "OPTIONS") return "*";
  return '/' + std::string(named.target);
}

Result<Route> WithBucket(std::string_view bucket, std::string target, bool from_path,
                         const ReverseTarget& reverse) {
  if (!fits_into_host(bucket)) {
    return Fail(ErrorKind::kInvalid,
                fmt::format("{} cannot be a bucket: behind --reverse a request names one as "
                            "/BUCKET/KEY, or in front of the host",
                            http::Quoted(bucket)));
  }
  return Route{fmt::format("{}.{}", bucket, reverse.authority.host), std::move(target), from_path};
}

// The bucket in front of the host, whose endpoint need not be the one behind --reverse: some SDKs
// write the public name of their region into Host whatever they call. Nothing when the host is none of
// OSS; empty when it names an endpoint alone.
std::optional<std::string> BucketInHost(std::string_view host, const SessionSettings& settings,
                                        const ReverseTarget& reverse) {
  if (host == reverse.authority.host) return std::string();
  for (const std::string_view domain : {std::string_view(reverse.authority.host), kLocalhost}) {
    if (const auto front = FrontOf(host, domain)) return std::string(*front);
  }
  if (!settings.is_oss_host || !settings.oss_bucket_of) return std::nullopt;
  if (!settings.is_oss_host(host)) return std::nullopt;
  return settings.oss_bucket_of(host);
}

Result<Route> FindRoute(const Named& named, std::string_view method,
                        const SessionSettings& settings, const ReverseTarget& reverse) {
  std::string path = PathOf(named, method);
  const std::string& endpoint = reverse.authority.host;
  if (!reverse.takes_bucket) return Route{endpoint, std::move(path), false};
  if (const auto bucket = BucketInHost(named.host, settings, reverse)) {
    // Whoever names an endpoint means it so, and OSS says what it thinks of a bucket in the path.
    if (bucket->empty()) return Route{endpoint, std::move(path), false};
    return WithBucket(*bucket, std::move(path), false, reverse);
  }
  const std::string_view rest = std::string_view(path).substr(1);
  const std::string_view bucket = rest.substr(0, rest.find_first_of("/?"));
  if (path == "*" || bucket.empty()) return Route{endpoint, std::move(path), false};
  std::string behind(rest.substr(bucket.size()));
  if (!behind.starts_with('/')) behind.insert(behind.begin(), '/');
  return WithBucket(bucket, std::move(behind), true, reverse);
}

std::string UrlOf(const std::string& name, std::string_view target, bool tls) {
  return fmt::format("{}://{}{}", tls ? "https" : "http", name, target == "*" ? "" : target);
}

const char* ReasonOf(const Route& route, bool absolute) {
  if (route.from_path) return "the bucket goes into the host";
  return absolute ? "absolute-form to origin-form" : "origin-form to absolute-form";
}

}  // namespace

RequestPlan PlanReverse(std::string_view raw, const http::RequestHead& head,
                        const http::Framing& framing, const SessionSettings& settings,
                        const ReverseTarget& reverse) {
  if (head.method == "CONNECT") {
    return RefuseAsMalformed(fmt::format(
        "this address leads to {} only (--reverse); a tunnel needs the proxy, at --listen",
        UrlOf(reverse)));
  }
  if (auto refusal = CheckHost(head)) return std::move(*refusal);
  const Result<Named> named = ReadNames(head);
  if (!named) return RefuseAsMalformed(named.error().message);
  if (is_for_another(*named, reverse)) {
    return RefuseAsMalformed(fmt::format(
        "this address leads to {} only (--reverse), not to {}; other hosts need the proxy, at "
        "--listen",
        UrlOf(reverse), named->host));
  }
  const Result<Route> route = FindRoute(*named, head.method, settings, reverse);
  if (!route) return RefuseAsMalformed(route.error().message);

  ForwardPlan plan;
  plan.authority = {Lower(route->host), reverse.authority.port};
  plan.may_reuse = may_reuse_connection(head.method, framing);
  const std::string name = NameOf(route->host, reverse);
  plan.url = UrlOf(name, route->target, reverse.tls);
  if (reverse.tls) plan.tls_name = plan.authority.host;
  plan.is_tunnelled = reverse.tls;
  const bool is_read_by_proxy = settings.upstream_proxy && !plan.is_tunnelled;
  const std::string& target = is_read_by_proxy ? plan.url : route->target;
  if (target != head.target) {
    plan.edits.push_back(
        {store::HeadEdit::Kind::kTargetChanged, "", ReasonOf(*route, named->absolute)});
  }
  WriteHead(raw, head, {.target = target, .host = name}, plan);
  EndHead(settings.upstream_proxy, plan);
  return plan;
}

RequestAim ReverseAimOf(std::string_view raw, const ReverseTarget& reverse) {
  RequestAim aim = AimOf(raw);
  aim.authority = reverse.authority;
  aim.url = UrlOf(reverse);
  return aim;
}

std::string UrlOf(const ReverseTarget& reverse) {
  return UrlOf(NameOf(reverse.authority.host, reverse), "", reverse.tls);
}

}  // namespace osslens::proxy
