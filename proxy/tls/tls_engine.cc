#include "proxy/tls/tls_engine.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <utility>

#include "proxy/tls/openssl_error.h"

namespace osslens::tls {

// OpenSSL's callbacks: recover the engine, do one thing. Our BIO reads straight from what was fed and writes straight
// into the output; BIO_s_mem would copy both and never give its memory back.
struct EngineCallbacks {
  static TlsEngine& Owner(BIO* bio) noexcept { return *static_cast<TlsEngine*>(BIO_get_data(bio)); }
  static TlsEngine& Owner(const SSL* ssl) noexcept {
    return *static_cast<TlsEngine*>(SSL_get_app_data(ssl));
  }

  static int Read(BIO* bio, char* into, int size) noexcept {
    std::string_view& input = Owner(bio).input_;
    BIO_clear_retry_flags(bio);
    if (input.empty()) {
      BIO_set_retry_read(bio);
      return -1;
    }
    const size_t count = input.copy(into, static_cast<size_t>(size));
    input.remove_prefix(count);
    return static_cast<int>(count);
  }
  static int Write(BIO* bio, const char* bytes, int size) noexcept {
    TlsEngine& engine = Owner(bio);
    if (engine.out_ == nullptr) return -1;
    engine.out_->ciphertext.append(bytes, static_cast<size_t>(size));
    engine.answered_ = true;
    return size;
  }
  static long Control(BIO*, int command, long, void*) noexcept {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }
  static int Create(BIO* bio) noexcept {
    BIO_set_init(bio, 1);
    return 1;
  }

  // The first failure counts: the handshake ends with it.
  static int Verified(int accepted, X509_STORE_CTX* verification) noexcept {
    if (accepted == 1) return 1;
    const auto* ssl = static_cast<const SSL*>(
        X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
    TlsEngine& engine = Owner(ssl);
    engine.verification_ = DescribeVerification(*verification, engine.name_);
    return 0;
  }
  // Gives 1 when it keeps the session.
  static int NewSession(SSL* ssl, SSL_SESSION* session) noexcept {
    TlsEngine& engine = Owner(ssl);
    if (engine.sessions_ == nullptr) return 0;
    engine.sessions_->Put(engine.session_key_, SslSessionPtr(session));
    return 1;
  }
};

namespace {

// What a record can hold (RFC 8446 section 5.1).
constexpr size_t kRecordBytes = 16 * 1024;
constexpr size_t kReceivedKeptBytes = 64;

const BIO_METHOD* BioMethod() {
  static const BIO_METHOD* const kMethod = [] {
    BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "osslens");
    BIO_meth_set_read(method, &EngineCallbacks::Read);
    BIO_meth_set_write(method, &EngineCallbacks::Write);
    BIO_meth_set_ctrl(method, &EngineCallbacks::Control);
    BIO_meth_set_create(method, &EngineCallbacks::Create);
    return method;
  }();
  return kMethod;
}

bool is_ip(const std::string& name) {
  std::array<unsigned char, 16> address{};
  return inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
}

// Whom the certificate must be for, and what the server is told about it (no IP address: RFC 6066 section 3).
bool SetName(SSL* ssl, const std::string& name) {
  if (is_ip(name)) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str()) == 1;
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set_tlsext_host_name(ssl, name.c_str()) == 1 && SSL_set1_host(ssl, name.c_str()) == 1;
}

// A session is good only where the same certificate would be shown.
bool BindSessions(SSL* ssl, const x509_st& certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  return X509_digest(&certificate, EVP_sha256(), digest.data(), &size) == 1 &&
         SSL_set_session_id_context(ssl, digest.data(), size) == 1;
}

bool UseIdentity(SSL* ssl, const ServerIdentity& identity) {
  if (SSL_use_certificate(ssl, identity.leaf.get()) != 1 ||
      SSL_use_PrivateKey(ssl, identity.key.get()) != 1) {
    return false;
  }
  if (identity.issuer && SSL_add1_chain_cert(ssl, identity.issuer.get()) != 1) return false;
  return BindSessions(ssl, *identity.leaf);
}

tl::unexpected<Error> NotMade(std::string_view what) {
  return Fail(ErrorKind::kIo, std::string(what) + ": " + TakeOpensslErrors());
}

}  // namespace

Result<std::unique_ptr<TlsEngine>> TlsEngine::ForServer(const ServerContext& context,
                                                        const ServerIdentity& identity) {
  ClearOpensslErrors();
  SslPtr ssl(SSL_new(context.raw()));
  if (!ssl || !UseIdentity(ssl.get(), identity)) return NotMade("TLS cannot be begun with the app");
  auto engine = std::make_unique<TlsEngine>(Role::kServer, std::move(ssl));
  if (!SSL_get_rbio(engine->ssl_.get())) return NotMade("TLS cannot be begun with the app");
  SSL_set_accept_state(engine->ssl_.get());
  return engine;
}

Result<std::unique_ptr<TlsEngine>> TlsEngine::ForClient(const ClientContext& context,
                                                        const std::string& name,
                                                        const std::string& session_key,
                                                        SessionCache& sessions) {
  ClearOpensslErrors();
  SslPtr ssl(SSL_new(context.raw()));
  if (!ssl || !SetName(ssl.get(), name)) return NotMade("TLS cannot be begun with " + name);
  auto engine = std::make_unique<TlsEngine>(Role::kClient, std::move(ssl));
  if (!SSL_get_rbio(engine->ssl_.get())) return NotMade("TLS cannot be begun with " + name);
  engine->name_ = name;
  engine->session_key_ = session_key;
  engine->sessions_ = &sessions;
  if (ssl_session_st* session = sessions.Find(session_key))
    SSL_set_session(engine->ssl_.get(), session);
  SSL_set_connect_state(engine->ssl_.get());
  return engine;
}

void TlsEngine::Prepare(ssl_ctx_st& context) {
  SSL_CTX_set_verify(&context, SSL_CTX_get_verify_mode(&context), &EngineCallbacks::Verified);
  SSL_CTX_sess_set_new_cb(&context, &EngineCallbacks::NewSession);
}

TlsEngine::TlsEngine(Role role, SslPtr ssl) : role_(role), ssl_(std::move(ssl)) {
  SSL_set_app_data(ssl_.get(), this);
  BIO* bio = BIO_new(BioMethod());
  if (bio == nullptr) return;
  BIO_set_data(bio, this);
  SSL_set_bio(ssl_.get(), bio, bio);
}

TlsEngine::~TlsEngine() {
  // A connection that is freed without close_notify would spoil its session for the next one (ssl_clear_bad_session in
  // OpenSSL). Sessions are only spoilt by failures.
  if (state_ != State::kFailed)
    SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

template <class F>
int TlsEngine::Call(F function) {
  ClearOpensslErrors();
  const int result = function(ssl_.get());
  return SSL_get_error(ssl_.get(), result);
}

void TlsEngine::Feed(std::string_view ciphertext, TlsOutput& out) {
  if (state_ == State::kEnded || state_ == State::kFailed) return;
  if (received_.size() < kReceivedKeptBytes)
    received_.append(ciphertext.substr(0, kReceivedKeptBytes - received_.size()));
  input_ = ciphertext;
  out_ = &out;
  if (state_ == State::kHandshaking) Handshake();
  if (state_ == State::kOpen) Read();
  input_ = {};
  out_ = nullptr;
}

void TlsEngine::Handshake() {
  switch (Call([](SSL* ssl) { return SSL_do_handshake(ssl); })) {
    case SSL_ERROR_NONE:
      state_ = State::kOpen;
      has_opened_ = true;
      return;
    case SSL_ERROR_WANT_READ:
      return;
    default:
      return BreakOff();
  }
}

void TlsEngine::Read() {
  for (;;) {
    size_t count = 0;
    char* room = out_->Room(kRecordBytes);
    switch (Call([&](SSL* ssl) { return SSL_read_ex(ssl, room, kRecordBytes, &count); })) {
      case SSL_ERROR_NONE:
        out_->Grew(count);
        break;
      case SSL_ERROR_WANT_READ:
        return;
      case SSL_ERROR_ZERO_RETURN:
        state_ = State::kEnded;
        return;
      default:
        return BreakOff();
    }
  }
}

void TlsEngine::BreakOff() {
  if (state_ == State::kHandshaking && sessions_ != nullptr) sessions_->Remove(session_key_);
  state_ = State::kFailed;
  if (!verification_.empty()) {
    ClearOpensslErrors();
    fault_ = {TlsFault::Kind::kCertificate, verification_};
  } else {
    fault_ = TakeFault(role_, received_);
  }
}

void TlsEngine::EndOfInput() {
  if (state_ == State::kEnded || state_ == State::kFailed) return;
  state_ = State::kFailed;
  if (has_opened_) {
    fault_ = {TlsFault::Kind::kClosed,
              "it closed the connection without ending TLS (no close_notify), so what came may be "
              "cut short"};
  } else if (role_ == Role::kServer && answered_) {
    fault_ = {TlsFault::Kind::kDistrusted,
              "it closed the connection on seeing the certificate, so it probably does not trust "
              "the osslens CA"};
  } else {
    fault_ = {TlsFault::Kind::kClosed, "it closed the connection in the middle of the handshake"};
  }
}

void TlsEngine::Write(std::string_view plaintext, TlsOutput& out) {
  if ((state_ != State::kOpen && state_ != State::kEnded) || closed_ || plaintext.empty()) return;
  out_ = &out;
  size_t count = 0;
  const int outcome =
      Call([&](SSL* ssl) { return SSL_write_ex(ssl, plaintext.data(), plaintext.size(), &count); });
  if (outcome != SSL_ERROR_NONE) BreakOff();
  out_ = nullptr;
}

void TlsEngine::Close(TlsOutput& out) {
  if ((state_ != State::kOpen && state_ != State::kEnded) || closed_) return;
  closed_ = true;
  out_ = &out;
  Call([](SSL* ssl) { return SSL_shutdown(ssl); });
  ClearOpensslErrors();
  out_ = nullptr;
}

bool TlsEngine::is_resumed() const { return SSL_session_reused(ssl_.get()) == 1; }

}  // namespace osslens::tls
