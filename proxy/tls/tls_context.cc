#include "proxy/tls/tls_context.h"

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <array>
#include <string_view>
#include <utility>

#include "proxy/tls/openssl_error.h"
#include "proxy/tls/tls_engine.h"

namespace osslens::tls {
namespace {

// As ALPN writes it (RFC 7301 section 3.1): each name behind its length.
constexpr std::array<unsigned char, 9> kProtocols = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
// Sessions of apps whose TLS 1.2 knows no tickets; the others keep their state themselves.
constexpr long kServerSessions = 1024;

// An app that offers protocols must find ours among them; one that offers none is taken to speak HTTP/1.1.
int SelectProtocol(SSL*, const unsigned char** out, unsigned char* out_size,
                   const unsigned char* in, unsigned in_size, void*) noexcept {
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kProtocols.data(), kProtocols.size(), in, in_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

// Common to both ends. Renegotiation is refused: it was taken out of TLS 1.3 for good reasons.
SslContextPtr MakeContext(const SSL_METHOD* method) {
  SslContextPtr context(SSL_CTX_new(method));
  if (!context) return context;
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // An idle connection holds no buffers of 16 KiB each way.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  return context;
}

}  // namespace

Result<ServerContext> ServerContext::Create() {
  ClearOpensslErrors();
  SslContextPtr context = MakeContext(TLS_server_method());
  if (!context)
    return Fail(ErrorKind::kIo, "TLS cannot be set up for apps: " + TakeOpensslErrors());
  SSL_CTX_set_alpn_select_cb(context.get(), &SelectProtocol, nullptr);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_SERVER);
  SSL_CTX_sess_set_cache_size(context.get(), kServerSessions);
  SSL_CTX_set_num_tickets(context.get(), 1);
  return ServerContext(std::move(context));
}

Result<ClientContext> ClientContext::Create(const ClientTrust& trust) {
  ClearOpensslErrors();
  SslContextPtr context = MakeContext(TLS_client_method());
  if (!context || SSL_CTX_set_default_verify_paths(context.get()) != 1)
    return Fail(ErrorKind::kIo, "TLS cannot be set up for servers: " + TakeOpensslErrors());
  if (!trust.extra_ca_file.empty() &&
      SSL_CTX_load_verify_file(context.get(), trust.extra_ca_file.c_str()) != 1) {
    return Fail(ErrorKind::kInvalid,
                fmt::format("{} cannot be read as certificates in PEM form: {}",
                            trust.extra_ca_file, TakeOpensslErrors()));
  }
  // Whoever is named as trusted is trusted, also when it is no root.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context.get()), X509_V_FLAG_PARTIAL_CHAIN);
  SSL_CTX_set_alpn_protos(context.get(), kProtocols.data(), kProtocols.size());
  SSL_CTX_set_verify(context.get(), trust.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  // The engine keeps sessions where its owner wants them.
  SSL_CTX_set_session_cache_mode(context.get(),
                                 SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
  TlsEngine::Prepare(*context);
  return ClientContext(std::move(context));
}

}  // namespace osslens::tls
