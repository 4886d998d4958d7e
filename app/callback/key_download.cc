#include "app/callback/key_download.h"

#include <fmt/format.h>

#include <utility>

#include "app/callback/sample_caller.h"

namespace osslens::app {
namespace {

constexpr const char* kHost = "gosspublic.alicdn.com";

}  // namespace

Result<std::string> DownloadKey(const KeyDownload& settings, const std::string& path,
                                std::stop_token stop) {
  CallSettings call;
  // As of a callback, so that the whole answer is kept.
  call.server = {.authority = {kHost, 443}, .tls = true, .is_callback = true};
  call.trust.extra_ca_file = settings.extra_ca_file;
  call.connect_to = settings.connect_to;
  call.upstream_proxy = settings.upstream_proxy;
  call.stop = std::move(stop);
  auto exchange = CallOnce(call, fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nAccept: */*\r\n"
                                             "Connection: close\r\n\r\n",
                                             path, kHost));
  if (!exchange) return tl::unexpected(exchange.error());
  store::Exchange& got = **exchange;
  if (got.failure) return Fail(ErrorKind::kUnavailable, got.failure->message);
  if (got.status != 200)
    return Fail(ErrorKind::kUnavailable,
                fmt::format("{} answered with status {}", kHost, got.status));
  if (got.response.body.truncated || got.response.body.dropped)
    return Fail(ErrorKind::kInvalid, fmt::format("{} answered with more than a key", kHost));
  return std::move(got.response.body.bytes);
}

}  // namespace osslens::app
