#include "app/serve_options.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <thread>
#include <utility>

#include "app/callback_key_file.h"
#include "app/credential_file.h"
#include "app/values.h"
#include "base/text.h"

namespace osslens::app {
namespace {

// Names the option in front of what is wrong with its value.
template <class T>
Result<void> Take(Result<T> value, const char* option, T& out) {
  if (!value) return Fail(value.error().kind, fmt::format("{}: {}", option, value.error().message));
  out = std::move(*value);
  return {};
}

Result<net::SocketAddress> ParseListenAddress(std::string_view text) {
  Result<net::SocketAddress> address = net::SocketAddress::Parse(text);
  if (address) return address;
  return Fail(
      ErrorKind::kInvalid,
      fmt::format("\"{}\" is not ADDR:PORT with an IP address, such as 127.0.0.1:8888 or [::1]:0",
                  text));
}

Result<proxy::CaptureScope> ParseCapture(std::string_view text) {
  if (text == "all") return proxy::CaptureScope::kAll;
  if (text == "oss") return proxy::CaptureScope::kOssOnly;
  return Fail(ErrorKind::kInvalid, fmt::format("\"{}\" is neither all nor oss", text));
}

Result<void> TakeKeys(const ServeArguments& arguments, ServeOptions& options) {
  options.fetches_callback_key = arguments.fetch_callback_key;
  if (!arguments.callback_key.empty() && arguments.fetch_callback_key) {
    return Fail(ErrorKind::kInvalid,
                "--callback-key and --fetch-callback-key contradict each other; give one of them");
  }
  if (!arguments.callback_key.empty()) {
    Result<oss::CallbackKey> key = ReadCallbackKey(arguments.callback_key);
    if (!key) return Fail(key.error().kind, "--callback-key: " + key.error().message);
    options.callback_key = std::move(*key);
  }
  return ReadKeyring(arguments.credential).map([&](oss::Keyring keyring) {
    options.keyring = std::move(keyring);
  });
}

Result<void> TakeLimits(const ServeArguments& arguments, ServeOptions& options) {
  return Take(ParseSize(arguments.body_limit), "--body-limit", options.body_limit_bytes)
      .and_then([&] {
        return Take(ParseSize(arguments.ok_body_limit), "--ok-body-limit",
                    options.ok_body_limit_bytes);
      })
      .and_then(
          [&] { return Take(ParseSize(arguments.max_size), "--max-size", options.max_size_bytes); })
      .and_then([&] { return Take(ParseAge(arguments.max_age), "--max-age", options.max_age); });
}

Result<void> TakeConnections(const ServeArguments& arguments, ServeOptions& options) {
  for (const std::string& text : arguments.connect_to) {
    if (auto taken = Take(ParseConnectTo(text), "--connect-to", options.connect_to.emplace_back());
        !taken)
      return taken;
  }
  for (const std::string& text : arguments.reverse) {
    if (auto taken = Take(ParseReverse(text), "--reverse", options.reverse.emplace_back()); !taken)
      return taken;
  }
  for (const std::string& text : arguments.callback) {
    if (auto taken = Take(ParseCallback(text), "--callback", options.reverse.emplace_back());
        !taken)
      return taken;
  }
  if (!arguments.upstream_proxy.empty()) {
    auto taken = Take(ParseUpstreamProxy(arguments.upstream_proxy), "--upstream-proxy",
                      options.upstream_proxy.emplace());
    if (!taken) return taken;
  }
  if (arguments.proxy_auth.empty()) return {};
  return Take(ReadProxyCredentials(arguments.proxy_auth), "--proxy-auth",
              options.proxy_credentials);
}

// Whether a file is good is told by whoever reads it.
Result<void> TakeTls(const ServeArguments& arguments, ServeOptions& options) {
  if (arguments.no_intercept && !arguments.intercept.empty()) {
    return Fail(ErrorKind::kInvalid,
                "--intercept and --no-intercept contradict each other; give one of them");
  }
  options.intercepts = !arguments.no_intercept;
  for (const std::string& glob : arguments.intercept) options.intercept.push_back(Lower(glob));
  options.upstream_trust = {.extra_ca_file = arguments.upstream_ca,
                            .insecure = arguments.upstream_insecure};
  return {};
}

}  // namespace

Result<std::vector<Secret>> ReadProxyCredentials(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Fail(ErrorKind::kNotFound, fmt::format("cannot read {}", path));
  std::vector<Secret> credentials;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty() || line.front() == '#') continue;
    if (line.find(':') == std::string::npos) {
      return Fail(ErrorKind::kInvalid,
                  fmt::format("line {} of {} is not USER:PASSWORD", number, path));
    }
    credentials.emplace_back(std::move(line));
  }
  if (credentials.empty())
    return Fail(ErrorKind::kInvalid, fmt::format("{} has no USER:PASSWORD line", path));
  return credentials;
}

Result<ServeOptions> Understand(const ServeArguments& arguments) {
  ServeOptions options;
  options.data_dir = arguments.data_dir.empty() ? DefaultDataDirectory()
                                                : std::filesystem::path(arguments.data_dir);
  options.loops =
      arguments.loops > 0 ? arguments.loops : std::max(1U, std::thread::hardware_concurrency());
  const Result<void> taken =
      Take(ParseListenAddress(arguments.listen), "--listen", options.listen)
          .and_then([&] { return Take(ParseListenAddress(arguments.web), "--web", options.web); })
          .and_then(
              [&] { return Take(ParseCapture(arguments.capture), "--capture", options.capture); })
          .and_then([&] { return TakeLimits(arguments, options); })
          .and_then([&] { return TakeConnections(arguments, options); })
          .and_then([&] { return TakeKeys(arguments, options); })
          .and_then([&] { return TakeTls(arguments, options); });
  if (!taken) return tl::unexpected(taken.error());
  return options;
}

std::filesystem::path DefaultDataDirectory() {
  // The specification says that a relative path is to be ignored.
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && data[0] == '/') {
    return std::filesystem::path(data) / "osslens";
  }
  const char* home = std::getenv("HOME");
  return std::filesystem::path(home != nullptr ? home : ".") / ".local/share/osslens";
}

}  // namespace osslens::app
