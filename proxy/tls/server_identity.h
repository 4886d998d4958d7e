#pragma once

#include "base/clock.h"
#include "proxy/tls/openssl_ptr.h"

namespace osslens::tls {

// What a TLS server shows and proves: its certificate, the one that certifies it, and its private key. Immutable once
// made and then shared by loops; OpenSSL allows that for certificates and keys that nobody changes.
struct ServerIdentity {
  CertificatePtr leaf;
  CertificatePtr issuer;  // sent after the leaf; the root is not sent
  PkeyPtr key;
  WallTime not_after;  // when the leaf ends
};

}  // namespace osslens::tls
