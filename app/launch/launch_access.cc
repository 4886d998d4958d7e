#include "app/launch/launch_access.h"

#include <fmt/format.h>

#include <cstdlib>
#include <string_view>
#include <utility>

#include "proxy/intercept/authority_store.h"
#include "proxy/intercept/trust_files.h"
#include "store/data_directory.h"

namespace osslens::app {
namespace {

std::string_view Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

// The authority of osslens is there once TLS has been opened from this data directory.
Result<void> AddTrust(const std::filesystem::path& data_directory, ChildAccess& access) {
  const intercept::AuthorityStore store(data_directory);
  const auto authority = store.Load();
  if (!authority) return tl::unexpected(authority.error());
  if (!*authority) return {};
  access.trust.root = store.root_file();

  const auto system_bundle = intercept::FindSystemBundle();
  auto bundle = intercept::WriteTrustBundle(store, **authority, system_bundle);
  if (!bundle) return tl::unexpected(bundle.error());
  access.trust.bundle = std::move(*bundle);

  auto anchors = intercept::FindJavaAnchors(Variable("JAVA_HOME"), Variable("PATH"));
  if (!anchors) anchors = system_bundle;
  auto java_store = intercept::WriteJavaTrustStore(store, **authority, anchors);
  if (!java_store) return tl::unexpected(java_store.error());
  access.trust.java_store = std::move(*java_store);
  access.trust.java_store_password = intercept::kJavaTrustStorePassword;
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
