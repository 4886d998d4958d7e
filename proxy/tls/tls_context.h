#pragma once

#include <string>

#include "base/result.h"
#include "proxy/tls/openssl_ptr.h"

namespace osslens::tls {

// What all connections from apps share: versions (TLS 1.2 and 1.3), ALPN (http/1.1), tickets. One a process, so that a
// session can be resumed on any loop; which certificate is shown is decided a connection. Immutable, any thread.
class ServerContext {
 public:
  [[nodiscard]] static Result<ServerContext> Create();

  // For TlsEngine.
  [[nodiscard]] ssl_ctx_st* raw() const { return context_.get(); }

 private:
  explicit ServerContext(SslContextPtr context) : context_(std::move(context)) {}
  SslContextPtr context_;
};

struct ClientTrust {
  std::string extra_ca_file;  // PEM; trusted besides what the system trusts
  bool insecure = false;      // accept any certificate
};

// What all connections to servers share: versions, ALPN, whom to trust. One a process. Immutable, any thread.
class ClientContext {
 public:
  // Fails when the file cannot be read or holds no certificate; the sentence names it.
  [[nodiscard]] static Result<ClientContext> Create(const ClientTrust& trust);

  // For TlsEngine.
  [[nodiscard]] ssl_ctx_st* raw() const { return context_.get(); }

 private:
  explicit ClientContext(SslContextPtr context) : context_(std::move(context)) {}
  SslContextPtr context_;
};

}  // namespace osslens::tls
