#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "proxy/tls/identity_source.h"
#include "proxy/tls/server_identity.h"

namespace osslens::test {

// What a certificate of a test says, and what is wrong with it.
struct CertificateWish {
  std::vector<std::string> names;           // host names and IP addresses
  std::chrono::hours begins{-1}, ends{24};  // from now
  bool self_signed = false;
};

// A certificate authority for one test, made anew each time; keys are EC P-256. Also gives any host a certificate, as
// the leaf cache does.
class TestCa final : public tls::IdentitySource {
 public:
  explicit TestCa(const std::string& name = "osslens test CA");

  [[nodiscard]] tls::ServerIdentity Issue(const CertificateWish& wish) const;
  [[nodiscard]] Result<std::shared_ptr<const tls::ServerIdentity>> For(
      const std::string& host) override;

  // Writes the CA's certificate in PEM form.
  void WriteTo(const std::filesystem::path& file) const;

 private:
  const std::string name_;
  tls::PkeyPtr key_;
  tls::CertificatePtr certificate_;
};

}  // namespace osslens::test
