#include "app/launch/launch_access.h"

#include <fmt/format.h>

#include <array>
#include <system_error>
#include <utility>

#include "app/launch/launch_files.h"
#include "proxy/intercept/authority_store.h"
#include "store/data_directory.h"

namespace osslens::app {
namespace {

// Debian, Fedora, SUSE.
constexpr std::array kSystemBundles{"/etc/ssl/certs/ca-certificates.crt",
                                    "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"};

// The authority of osslens is there once TLS has been opened from this data directory.
Result<void> AddTrust(const std::filesystem::path& data_directory, ChildAccess& access) {
  const std::filesystem::path root = intercept::AuthorityStore(data_directory).root_file();
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(root, ignored)) return {};
  access.trust.root = root;
  access.trust.bundle = root;
  for (const char* system : kSystemBundles) {
    if (!std::filesystem::is_regular_file(system, ignored)) continue;
    auto joined = JoinedBundle(access.directory, system, root);
    if (!joined) return tl::unexpected(joined.error());
    access.trust.bundle = std::move(*joined);
    break;
  }
  return {};
}

}  // namespace

Result<ChildAccess> AccessFor(const std::filesystem::path& data_directory,
                              const net::SocketAddress& proxy) {
  ChildAccess access;
  access.proxy = proxy;
  access.directory = data_directory / "launch";
  if (auto prepared = store::PrepareDataDirectory(access.directory); !prepared)
    return tl::unexpected(prepared.error());
  if (auto added = AddTrust(data_directory, access); !added) return tl::unexpected(added.error());
  return access;
}

AdviceValues AdviceValuesOf(const ChildAccess& access) {
  const net::SocketAddress proxy = Reachable(access.proxy);
  return {.proxy_url = "http://" + proxy.ToString(),
          .host = proxy.ip(),
          .port = std::to_string(proxy.port()),
          .bundle = access.trust.bundle.string()};
}

}  // namespace osslens::app
