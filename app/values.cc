#include "app/values.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "analyzers/oss/endpoint.h"
#include "base/text.h"

namespace osslens::app {
namespace {

struct Unit {
  char letter;
  uint64_t factor;
};

constexpr std::array<Unit, 3> kSizeUnits{{{'K', 1ULL << 10}, {'M', 1ULL << 20}, {'G', 1ULL << 30}}};
constexpr std::array<Unit, 4> kAgeUnits{{{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}}};

// A decimal number and, if there is one, the letter behind it. Nothing when the product does not fit.
std::optional<uint64_t> ParseWithUnit(std::string_view text, std::span<const Unit> units,
                                      bool needs_unit) {
  uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, value);
  if (text.empty() || fault != std::errc()) return std::nullopt;
  if (stop == end) return needs_unit ? std::nullopt : std::optional(value);
  if (stop + 1 != end) return std::nullopt;
  for (const Unit& unit : units) {
    if (unit.letter != *stop) continue;
    if (value > std::numeric_limits<int64_t>::max() / unit.factor) return std::nullopt;
    return value * unit.factor;
  }
  return std::nullopt;
}

// "ADDR:PORT=URL". The value is not quoted in errors: a URL may hold a password.
Result<proxy::ReverseAddress> ParseStandIn(std::string_view text, std::string_view example,
                                           std::string_view why_no_path) {
  const auto refuse = [example](std::string_view what) {
    return Fail(ErrorKind::kInvalid,
                fmt::format("{}; write ADDR:PORT=URL, such as {}", what, example));
  };
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos) return refuse("there is no = in the value");
  const Result<net::SocketAddress> address = net::SocketAddress::Parse(text.substr(0, equals));
  if (!address) return refuse("what stands before the = is no IP address with a port");
  const std::string_view url = text.substr(equals + 1);
  const Result<http::AbsoluteTarget> target = http::ParseAbsoluteTarget(url);
  if (!target) return refuse("what stands behind the = is no URL");
  if (!target->origin_form.empty() && target->origin_form != "/") return refuse(why_no_path);
  if (url.find('@') != std::string_view::npos) return refuse("the URL has user information");
  const bool tls = EqualsIgnoreCase(target->scheme, "https");
  return proxy::ReverseAddress{*address, {target->authority, false, tls}};
}

}  // namespace

Result<uint64_t> ParseSize(std::string_view text) {
  const std::optional<uint64_t> bytes = ParseWithUnit(text, kSizeUnits, false);
  if (!bytes)
    return Fail(ErrorKind::kInvalid,
                fmt::format("\"{}\" is not a size such as 4096, 256K, 100M or 2G", text));
  return *bytes;
}

Result<std::chrono::seconds> ParseAge(std::string_view text) {
  const std::optional<uint64_t> seconds = ParseWithUnit(text, kAgeUnits, true);
  // Beyond a thousand years an age in microseconds would not fit.
  if (!seconds || *seconds > 1000ULL * 366 * 86400) {
    return Fail(ErrorKind::kInvalid,
                fmt::format("\"{}\" is not an age such as 30s, 10m, 2h or 7d", text));
  }
  return std::chrono::seconds(*seconds);
}

Result<proxy::ConnectTo> ParseConnectTo(std::string_view text) {
  const auto refuse = [text] {
    return Fail(
        ErrorKind::kInvalid,
        fmt::format("\"{}\" is not GLOB[:PORT]=HOST:PORT, such as *:80=127.0.0.1:8080", text));
  };
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos) return refuse();
  const Result<http::Authority> target = http::ParseAuthority(text.substr(equals + 1), 0);
  // A port that no one asks for stands for "any".
  const std::string_view from = text.substr(0, equals);
  const bool any_port = from.find(':') == std::string_view::npos || from.ends_with(']');
  const Result<http::Authority> source = http::ParseAuthority(from, any_port ? 1 : 0);
  if (!target || !source) return refuse();
  return proxy::ConnectTo{source->host, any_port ? uint16_t{0} : source->port, *target};
}

Result<proxy::UpstreamProxy> ParseUpstreamProxy(std::string_view text) {
  // The value may hold a password, so the sentence does not quote it.
  const auto refuse = [] {
    return Fail(ErrorKind::kInvalid,
                "the value is not of the form http://[USER:PASSWORD@]HOST:PORT");
  };
  const Result<http::AbsoluteTarget> target = http::ParseAbsoluteTarget(text);
  if (!target || !EqualsIgnoreCase(target->scheme, "http")) return refuse();
  if (!target->origin_form.empty() && target->origin_form != "/") return refuse();
  proxy::UpstreamProxy proxy{target->authority, {}};
  const std::string_view rest = text.substr(target->scheme.size() + 3);
  const size_t at = rest.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view user_info = rest.substr(0, at);
    const size_t colon = std::min(user_info.find(':'), user_info.size());
    const std::string_view password = user_info.substr(std::min(colon + 1, user_info.size()));
    proxy.authorization = Secret("Basic " + Base64Encode(PercentDecode(user_info.substr(0, colon)) +
                                                         ':' + PercentDecode(password)));
  }
  return proxy;
}

Result<proxy::ReverseAddress> ParseReverse(std::string_view text) {
  return ParseStandIn(
             text, "127.0.0.1:9000=http://oss-cn-hangzhou.aliyuncs.com",
             "the URL has a path, which osslens would have to put in front of every request's")
      .map([](proxy::ReverseAddress one) {
        const oss::Endpoint endpoint = oss::ParseEndpoint(one.target.authority.host);
        one.target.takes_bucket = oss::is_oss_host(endpoint.host) && endpoint.bucket.empty();
        return one;
      });
}

Result<proxy::ReverseAddress> ParseCallback(std::string_view text) {
  return ParseStandIn(text, "0.0.0.0:9100=http://127.0.0.1:3000",
                      "the URL has a path; OSS names it in its request, as callbackUrl says, and "
                      "osslens leaves it alone")
      .map([](proxy::ReverseAddress one) {
        one.target.is_callback = true;
        return one;
      });
}

}  // namespace osslens::app
