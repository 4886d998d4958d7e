#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "proxy/session_settings.h"

namespace osslens::proxy {

constexpr std::string_view kHost = "b.oss-cn-hangzhou.aliyuncs.com";
constexpr std::string_view kHostPort = "b.oss-cn-hangzhou.aliyuncs.com:80";
constexpr std::string_view kHostPortOrReuse = "b.oss-cn-hangzhou.aliyuncs.com:80 or reuse";

inline SessionSettings OssSettings() {
  SessionSettings settings;
  settings.is_oss_host = [](std::string_view host) { return host.ends_with(".aliyuncs.com"); };
  return settings;
}

// A request head as an app writes it to a proxy; `fields` are whole lines.
inline std::string ToProxy(std::string_view method, std::string_view path,
                           std::string_view fields = "", std::string_view version = "HTTP/1.1") {
  return fmt::format("{} http://{}{} {}\r\nHost: {}\r\n{}\r\n", method, kHost, path, version, kHost,
                     fields);
}

// The same head as the server is to see it.
inline std::string AtServer(std::string_view method, std::string_view path,
                            std::string_view fields = "", std::string_view version = "HTTP/1.1") {
  return fmt::format("{} {} {}\r\nHost: {}\r\n{}\r\n", method, path, version, kHost, fields);
}

// What osslens answers on its own account; without its body for HEAD.
inline std::string OwnAnswer(std::string_view status, std::string_view kind,
                             std::string_view sentence, bool with_body = true) {
  const std::string body = fmt::format("osslens: {}\n", sentence);
  return fmt::format(
      "HTTP/1.1 {}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n"
      "X-Osslens-Error: {}\r\n{}Connection: close\r\n\r\n{}",
      status, body.size(), kind,
      status.starts_with("407") ? "Proxy-Authenticate: Basic realm=\"osslens\"\r\n" : "",
      with_body ? body : "");
}

}  // namespace osslens::proxy
