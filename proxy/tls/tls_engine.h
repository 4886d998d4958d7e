#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "proxy/tls/openssl_ptr.h"
#include "proxy/tls/server_identity.h"
#include "proxy/tls/session_cache.h"
#include "proxy/tls/tls_context.h"
#include "proxy/tls/tls_fault.h"

namespace osslens::tls {

// Where an engine writes: bytes for the wire, and what the peer said. Engines of one thread share one, since nothing is
// left in it between their turns. Owned by the caller, who clears it.
class TlsOutput {
 public:
  std::string ciphertext;

  [[nodiscard]] std::string_view plaintext() const { return {plain_.data(), plain_bytes_}; }
  void Clear() {
    ciphertext.clear();
    plain_bytes_ = 0;
  }

  // For TlsEngine: room for `bytes` more, of which Grew() says how many were used.
  [[nodiscard]] char* Room(size_t bytes) {
    if (plain_.size() < plain_bytes_ + bytes) plain_.resize(plain_bytes_ + bytes);
    return plain_.data() + plain_bytes_;
  }
  void Grew(size_t bytes) { plain_bytes_ += bytes; }

 private:
  std::vector<char> plain_;  // grown once, then only overwritten
  size_t plain_bytes_ = 0;
};

// One end of one TLS connection, without a socket: ciphertext in, plaintext and ciphertext out.
//
//   kHandshaking ----> kOpen ----> kEnded    the peer has sent close_notify; writing goes on
//        `---------------+-------> kFailed   fault() says why; what is in the output is the alert for the peer
//
// What any call puts into the output must be sent, whatever the state. Single thread; calls nothing.
class TlsEngine {
 public:
  enum class State { kHandshaking, kOpen, kEnded, kFailed };

  // Towards an app, as `identity`. Both may go once this has returned.
  [[nodiscard]] static Result<std::unique_ptr<TlsEngine>> ForServer(const ServerContext& context,
                                                                    const ServerIdentity& identity);
  // Towards the server that must prove to be `name`, a host name or an IP address. A session of that server is looked
  // for, and new ones are put, under `session_key` in `sessions`, which must outlive the engine.
  [[nodiscard]] static Result<std::unique_ptr<TlsEngine>> ForClient(const ClientContext& context,
                                                                    const std::string& name,
                                                                    const std::string& session_key,
                                                                    SessionCache& sessions);
  // For ClientContext: what all clients need of a context that they share.
  static void Prepare(ssl_ctx_st& context);
  // For the two above.
  TlsEngine(Role role, SslPtr ssl);
  ~TlsEngine();
  TlsEngine(const TlsEngine&) = delete;
  TlsEngine& operator=(const TlsEngine&) = delete;

  // The first bytes of the handshake, of a client. Call once, before anything else.
  void Start(TlsOutput& out) { Feed({}, out); }
  // Takes what has arrived, whole. Nothing is read after kEnded and kFailed.
  void Feed(std::string_view ciphertext, TlsOutput& out);
  // The peer has closed its connection. Without its close_notify the engine fails: what it said may be cut short.
  void EndOfInput();
  // Only when kOpen or kEnded; otherwise it is dropped.
  void Write(std::string_view plaintext, TlsOutput& out);
  // Says that nothing more will be written (close_notify). Reading goes on.
  void Close(TlsOutput& out);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const TlsFault& fault() const { return fault_; }
  // The handshake has succeeded, whatever came afterwards.
  [[nodiscard]] bool has_opened() const { return has_opened_; }
  // The handshake was a short one.
  [[nodiscard]] bool is_resumed() const;

 private:
  friend struct EngineCallbacks;

  void Handshake();
  void Read();
  // Runs one OpenSSL function and gives what SSL_get_error() says of it.
  template <class F>
  int Call(F function);
  void BreakOff();

  const Role role_;
  State state_ = State::kHandshaking;
  TlsFault fault_;
  std::string received_;  // the first few bytes, to tell what it is if it is no TLS
  bool has_opened_ = false;
  bool answered_ = false;  // something was sent in answer to what was received
  bool closed_ = false;

  // Of a client.
  std::string name_, session_key_;
  SessionCache* sessions_ = nullptr;
  std::string verification_;  // why the server's certificate is not accepted

  // Of the call that is running.
  std::string_view input_;
  TlsOutput* out_ = nullptr;

  SslPtr ssl_;  // last: it goes first, and its callbacks look at the rest
};

}  // namespace osslens::tls
