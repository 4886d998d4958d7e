#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "proxy/http/message_reader.h"
#include "proxy/http/target.h"
#include "proxy/recent_agents.h"

namespace osslens::proxy {

// A further proxy that everything goes through.
struct UpstreamProxy {
  http::Authority authority;
  Secret authorization;  // value of Proxy-Authorization ("Basic ..."); empty without credentials
};

// The server behind an address of --reverse or --callback: who calls takes that address for its own.
struct ReverseTarget {
  http::Authority authority;
  bool takes_bucket = false;  // an endpoint of OSS: buckets go in front of its host
  bool tls = false;
  bool is_callback = false;  // OSS calls it after an upload (--callback)
};

struct SessionTimeouts {
  std::chrono::milliseconds head{30'000};  // from the first byte of a head to its last
  std::chrono::milliseconds keep_alive{
      120'000};  // without a request; above the pools of common SDKs, so that they close
  // After a CONNECT was answered: how long the app may take to say what it will speak. Afterwards it is left alone.
  std::chrono::milliseconds opening{3'000};
  std::chrono::milliseconds handshake{10'000};  // of TLS, on either side
  std::chrono::milliseconds exchange{300'000};  // without a byte in either direction
  std::chrono::milliseconds tunnel{900'000};    // the same, for tunnels
  // After the app closed its sending side: how long an answer is still waited for before the app
  // counts as gone.
  std::chrono::milliseconds half_closed{3'000};
  // After the whole answer: how long the rest of a request is waited for before the exchange is
  // recorded.
  std::chrono::milliseconds late_body{2'000};
};

enum class CaptureScope { kAll, kOssOnly };

// What all sessions share. Immutable while sessions run; every loop reads it.
struct SessionSettings {
  http::MessageReader::Limits limits;
  SessionTimeouts timeouts;
  std::optional<UpstreamProxy> upstream_proxy;
  std::vector<Secret>
      proxy_credentials;  // "user:password" each; empty: everybody may use the proxy
  CaptureScope capture_scope = CaptureScope::kAll;
  size_t body_limit_bytes = 256 * 1024;   // kept of a body until, and if, the exchange failed
  size_t ok_body_limit_bytes = 4 * 1024;  // kept of a successful one
  // Whether a host name belongs to OSS. Called on every loop.
  std::function<bool(std::string_view host)> is_oss_host;
  // Whether what an app says to that host inside a CONNECT is opened. Null: never. Called on every loop.
  std::function<bool(std::string_view host)> is_intercepted;
  std::string ca_file;  // the certificate that apps must trust for it, for sentences
  RecentAgents* recent_agents = nullptr;  // for advice on that; may be null, outlives the sessions
  // The bucket in front of the host name of an endpoint of OSS; empty when there is none. Called on
  // every loop, for hosts that belong to OSS.
  std::function<std::string(std::string_view host)> oss_bucket_of;
};

}  // namespace osslens::proxy
