#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "proxy/net/address.h"

namespace osslens::app {

struct Variable {
  std::string name;
  std::string value;
};

// A variable of the process that asks; nothing when it is not set or empty, which clients treat alike.
using VariableLookup = std::function<std::optional<std::string>(std::string_view name)>;

// The environment of this process.
[[nodiscard]] std::optional<std::string> OwnVariable(std::string_view name);

// What tells clients whom to trust. They exist already; an empty path leaves out what depends on it.
struct TrustFiles {
  std::filesystem::path bundle;      // PEM: the system's authorities and that of osslens
  std::filesystem::path root;        // PEM: that of osslens alone
  std::filesystem::path java_store;  // PKCS #12, as the bundle
  std::string
      java_store_password;  // of the file above; no secret, the file holds certificates only
};

// What the variables are made of.
struct ChildAccess {
  net::SocketAddress proxy;  // where it listens; a wildcard address becomes loopback
  Secret credentials;        // "user:password" for the proxy, or empty
  TrustFiles trust;
  std::filesystem::path directory;  // exists; files that only launched programs read are put here
  // ali-oss is there and `proxy-agent` is not: told to use the proxy, it would fail every call.
  bool without_urllib_proxy = false;
};

struct ChildEnvironment {
  std::vector<Variable> variables;  // to be added, or put in place of what is there
  std::vector<std::string> notes;   // sentences on what of the environment stands in the way
};

// The variables that lead a program's calls through the proxy and let it trust what it meets there, for every runtime
// that can be told so. What `parent` has is kept where both fit into one variable (NO_PROXY, JAVA_TOOL_OPTIONS,
// PHP_INI_SCAN_DIR, the authorities of a bundle); what had to be replaced is saved as OSSLENS_OLD_NAME, so that making
// the variables again from their own result gives the same, and UnsetVariables() can undo it.
//
// Which variable reaches which client: docs/guide/clients.md.
[[nodiscard]] Result<ChildEnvironment> MakeChildEnvironment(const ChildAccess& access,
                                                            const VariableLookup& parent);

// What undoes it: each variable with its old value, or none where it is to be removed.
struct Undo {
  std::string name;
  std::optional<std::string> value;
};
[[nodiscard]] std::vector<Undo> UnsetVariables(const VariableLookup& parent);

// Where a program on this machine reaches a listener: a wildcard address becomes loopback.
[[nodiscard]] net::SocketAddress Reachable(const net::SocketAddress& listening);

// "http://[USER:PASSWORD@]ADDR:PORT".
[[nodiscard]] std::string ProxyUrl(const net::SocketAddress& proxy, const Secret& credentials);

// The environment of this process with the variables put in, as "NAME=VALUE".
[[nodiscard]] std::vector<std::string> MergedWithOwn(const std::vector<Variable>& variables);

}  // namespace osslens::app
