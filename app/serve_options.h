#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analyzers/oss/access_key.h"
#include "analyzers/oss/callback_key.h"
#include "base/result.h"
#include "base/secret.h"
#include "proxy/dialer.h"
#include "proxy/net/address.h"
#include "proxy/proxy_loop.h"
#include "proxy/session_settings.h"
#include "proxy/tls/tls_context.h"

namespace osslens::app {

// The options of `osslens serve` as written, from the command line and the configuration file alike.
struct ServeArguments {
  std::string listen = "127.0.0.1:8888";
  std::string web = "127.0.0.1:8889";
  std::string data_dir;
  std::string capture = "all";
  std::string upstream_proxy;
  std::vector<std::string> connect_to;
  std::vector<std::string> intercept;
  bool no_intercept = false;
  std::string upstream_ca;
  bool upstream_insecure = false;
  std::vector<std::string> reverse;
  std::vector<std::string> callback;
  std::string callback_key;
  bool fetch_callback_key = false;
  std::string body_limit = "256K";
  std::string ok_body_limit = "4K";
  std::string max_size = "2G";
  std::string max_age = "7d";
  std::string proxy_auth;
  std::string credential;
  size_t loops = 0;
  std::string log_level = "info";
};

// The same, understood and checked.
struct ServeOptions {
  net::SocketAddress listen, web;
  std::filesystem::path data_dir;
  proxy::CaptureScope capture = proxy::CaptureScope::kAll;
  std::optional<proxy::UpstreamProxy> upstream_proxy;
  std::vector<proxy::ConnectTo> connect_to;
  bool intercepts = true;
  std::vector<std::string> intercept;  // globs; none: the endpoints of OSS
  tls::ClientTrust upstream_trust;
  std::vector<proxy::ReverseAddress> reverse;  // of --reverse, then those of --callback
  uint64_t body_limit_bytes = 0, ok_body_limit_bytes = 0, max_size_bytes = 0;
  std::chrono::seconds max_age{0};
  std::vector<Secret> proxy_credentials;
  oss::Keyring keyring;                          // with which refused signatures are recomputed
  std::optional<oss::CallbackKey> callback_key;  // with which calls of OSS are checked
  bool fetches_callback_key = false;             // or with that which lies on OSS's own host
  size_t loops = 1;
};

// Reads the files of --proxy-auth and --credential, too. Errors begin with the option's name.
[[nodiscard]] Result<ServeOptions> Understand(const ServeArguments& arguments);

// A file of --proxy-auth: one "user:password" a line; empty lines and lines that begin with # are skipped. There is at
// least one.
[[nodiscard]] Result<std::vector<Secret>> ReadProxyCredentials(const std::string& path);

// $XDG_DATA_HOME/osslens, or what the XDG base directory specification names in its place.
[[nodiscard]] std::filesystem::path DefaultDataDirectory();

}  // namespace osslens::app
