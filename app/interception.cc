#include "app/interception.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzers/oss/endpoint.h"
#include "base/clock.h"
#include "base/text.h"
#include "proxy/intercept/authority_store.h"
#include "proxy/intercept/permitted_domains.h"
#include "proxy/tls/tls_context.h"

namespace osslens::app {
namespace {

// Every endpoint of OSS lies within it; which of its hosts are endpoints is decided by their form.
constexpr const char* kOssDomain = "*.aliyuncs.com";

bool MatchesAny(const std::vector<std::string>& globs, std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return std::ranges::any_of(globs,
                             [host](const std::string& glob) { return GlobMatch(glob, host); });
}

}  // namespace

Result<void> Interception::TrustServers(const ServeOptions& options, proxy::ProxyContext& context) {
  Result<tls::ClientContext> client = tls::ClientContext::Create(options.upstream_trust);
  if (!client) return Fail(client.error().kind, "--upstream-ca: " + client.error().message);
  context.tls.client.emplace(std::move(*client));
  if (options.upstream_trust.insecure)
    spdlog::warn("certificates of servers are not checked (--upstream-insecure)");
  return {};
}

Result<void> Interception::Open(const ServeOptions& options, proxy::ProxyContext& context) {
  if (!options.intercepts) return {};
  const std::vector<std::string> globs =
      options.intercept.empty() ? std::vector<std::string>{kOssDomain} : options.intercept;
  Result<intercept::DerivedDomains> domains = intercept::DeriveDomains(globs);
  if (!domains) return Fail(domains.error().kind, "--intercept: " + domains.error().message);
  for (const std::string& note : domains->notes) spdlog::info("{}", note);

  const intercept::AuthorityStore store(options.data_dir);
  Result<intercept::AuthorityStore::Opened> opened = store.Open(domains->permitted, WallNow());
  if (!opened) return tl::unexpected(opened.error());
  if (!opened->notice.empty()) spdlog::warn("{}", opened->notice);
  authority_.emplace(std::move(opened->authority));
  auto leaves = intercept::LeafCache::Create(*authority_);
  if (!leaves) return tl::unexpected(leaves.error());
  leaves_ = std::move(*leaves);
  Result<tls::ServerContext> server = tls::ServerContext::Create();
  if (!server) return tl::unexpected(server.error());

  root_file_ = store.root_file();
  context.tls.server.emplace(std::move(*server));
  context.tls.identities = leaves_.get();
  context.session.ca_file = root_file_;
  context.session.recent_agents = &context.recent_agents;
  if (options.intercept.empty()) {
    context.session.is_intercepted = [](std::string_view host) { return oss::is_oss_host(host); };
  } else {
    context.session.is_intercepted = [globs](std::string_view host) {
      return MatchesAny(globs, host);
    };
  }
  return {};
}

}  // namespace osslens::app
