#pragma once

#include <string>
#include <string_view>

struct x509_st;
struct x509_store_ctx_st;

namespace osslens::tls {

enum class Role { kServer, kClient };  // what we are; the peer is the other one

// Why a TLS connection cannot be, or go on.
struct TlsFault {
  enum class Kind {
    kCertificate,  // the peer's certificate was not accepted
    kDistrusted,   // the peer does not accept ours: it says so, or left on seeing it
    kNotTls,       // the peer speaks something else
    kClosed,       // the peer left in the middle of the handshake, or without saying so after it
    kProtocol,     // anything else
  };
  Kind kind = Kind::kProtocol;
  // What is wrong with the peer, called "it": to be put behind "the TLS handshake with X failed: ". OpenSSL's words
  // stand in brackets where they add something.
  std::string sentence;
};

// The names that a certificate is for, as a list to read: "a.example, *.b.example and 3 more". "no name at all" when
// there is none.
[[nodiscard]] std::string NamesOf(const x509_st& certificate);

// What OpenSSL's verification, called back at its first failure, has found. `name` is the one that was asked for.
[[nodiscard]] std::string DescribeVerification(x509_store_ctx_st& verification,
                                               std::string_view name);

// Translates this thread's queue of OpenSSL errors, and empties it. `received` are the first bytes that the peer sent.
[[nodiscard]] TlsFault TakeFault(Role role, std::string_view received);

}  // namespace osslens::tls
