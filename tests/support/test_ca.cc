#include "tests/support/test_ca.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cassert>
#include <cstdio>
#include <utility>

namespace osslens::test {
namespace {

using tls::CertificatePtr;
using tls::PkeyPtr;

PkeyPtr MakeKey() { return PkeyPtr(EVP_EC_gen("P-256")); }

void SetName(X509_NAME* name, const std::string& common) {
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common.c_str()), -1, -1, 0);
}

void AddExtension(X509& certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  const tls::ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  assert(extension != nullptr);
  X509_add_ext(&certificate, extension.get(), -1);
}

long SecondsOf(std::chrono::hours hours) {
  return static_cast<long>(std::chrono::seconds(hours).count());
}

CertificatePtr MakeCertificate(const std::string& name, const std::string& issuer, EVP_PKEY& key,
                               std::chrono::hours begins, std::chrono::hours ends) {
  CertificatePtr certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial));
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), SecondsOf(begins));
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), SecondsOf(ends));
  SetName(X509_get_subject_name(certificate.get()), name);
  SetName(X509_get_issuer_name(certificate.get()), issuer);
  X509_set_pubkey(certificate.get(), &key);
  return certificate;
}

std::string AlternativeNames(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    const bool ip = name.find_first_not_of("0123456789.") == std::string::npos ||
                    name.find(':') != std::string::npos;
    list += (list.empty() ? "" : ",") + std::string(ip ? "IP:" : "DNS:") + name;
  }
  return list;
}

}  // namespace

TestCa::TestCa(const std::string& name) : name_(name), key_(MakeKey()) {
  certificate_ =
      MakeCertificate(name, name, *key_, std::chrono::hours(-24), std::chrono::hours(24 * 30));
  AddExtension(*certificate_, NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(*certificate_, NID_key_usage, "critical,keyCertSign,cRLSign");
  X509_sign(certificate_.get(), key_.get(), EVP_sha256());
}

tls::ServerIdentity TestCa::Issue(const CertificateWish& wish) const {
  tls::ServerIdentity identity;
  identity.key = MakeKey();
  const std::string& name = wish.names.front();
  identity.leaf =
      MakeCertificate(name, wish.self_signed ? name : name_, *identity.key, wish.begins, wish.ends);
  AddExtension(*identity.leaf, NID_subject_alt_name, AlternativeNames(wish.names));
  X509_sign(identity.leaf.get(), wish.self_signed ? identity.key.get() : key_.get(), EVP_sha256());
  identity.not_after = WallNow() + wish.ends;
  return identity;
}

Result<std::shared_ptr<const tls::ServerIdentity>> TestCa::For(const std::string& host) {
  return std::make_shared<const tls::ServerIdentity>(Issue({.names = {host}}));
}

void TestCa::WriteTo(const std::filesystem::path& file) const {
  std::FILE* opened = std::fopen(file.c_str(), "w");
  assert(opened != nullptr);
  PEM_write_X509(opened, certificate_.get());
  std::fclose(opened);
}

}  // namespace osslens::test
