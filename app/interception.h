#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/serve_options.h"
#include "base/result.h"
#include "proxy/intercept/certificate_authority.h"
#include "proxy/intercept/leaf_cache.h"
#include "proxy/proxy_loop.h"

namespace osslens::app {

// The TLS of a proxy: whom servers must be trusted by, and the CA with which the TLS of apps is opened. Owns what the
// context of the proxy refers to, so it must outlive the proxy.
class Interception {
 public:
  // Reads the trust anchors of the options into `context`. Before anything listens, so that a wrong file is told first.
  [[nodiscard]] static Result<void> TrustServers(const ServeOptions& options,
                                                 proxy::ProxyContext& context);

  // Opens or makes the CA in the data directory, which must exist, and has `context` open what the options name. Does
  // nothing with --no-intercept. Before the loops run.
  [[nodiscard]] Result<void> Open(const ServeOptions& options, proxy::ProxyContext& context);

  // The certificate that apps must trust; empty when nothing is opened.
  [[nodiscard]] const std::string& root_file() const { return root_file_; }

  // How many are in the cache. Any thread.
  [[nodiscard]] size_t leaf_certificates() const { return leaves_ ? leaves_->size() : 0; }

 private:
  std::optional<intercept::CertificateAuthority> authority_;
  std::unique_ptr<intercept::LeafCache> leaves_;
  std::string root_file_;
};

}  // namespace osslens::app
