#include "proxy/intercept/certificate_builder.h"

#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <chrono>
#include <utility>

#include "proxy/tls/openssl_error.h"

namespace osslens::intercept {
namespace {

// An address and its mask, all zero: every address there is (RFC 5280, section 4.2.1.10).
constexpr size_t kIpv4RangeBytes = 8;
constexpr size_t kIpv6RangeBytes = 32;

bool SetRandomSerial(X509& certificate) {
  // 16 bytes; the first bits 01 make the number positive and of one length.
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x3f) | 0x40);
  const tls::BigNumberPtr number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate)) != nullptr;
}

bool SetTime(ASN1_TIME* field, WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  return ASN1_TIME_set(field, static_cast<time_t>(seconds)) != nullptr;
}

bool AddNameEntry(X509_NAME& name, int nid, std::string_view text) {
  return X509_NAME_add_entry_by_NID(&name, nid, MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(text.data()),
                                    static_cast<int>(text.size()), -1, 0) == 1;
}

tls::GeneralNamePtr DnsName(std::string_view name) {
  tls::GeneralNamePtr general(GENERAL_NAME_new());
  tls::Asn1StringPtr text(ASN1_IA5STRING_new());
  if (!general || !text ||
      ASN1_STRING_set(text.get(), name.data(), static_cast<int>(name.size())) != 1) {
    return nullptr;
  }
  GENERAL_NAME_set0_value(general.get(), GEN_DNS, text.release());
  return general;
}

tls::GeneralNamePtr EveryAddress(size_t range_bytes) {
  const std::array<unsigned char, kIpv6RangeBytes> zeros{};
  tls::GeneralNamePtr general(GENERAL_NAME_new());
  tls::Asn1StringPtr range(ASN1_OCTET_STRING_new());
  if (!general || !range ||
      ASN1_STRING_set(range.get(), zeros.data(), static_cast<int>(range_bytes)) != 1) {
    return nullptr;
  }
  GENERAL_NAME_set0_value(general.get(), GEN_IPADD, range.release());
  return general;
}

bool PushSubtree(STACK_OF(GENERAL_SUBTREE) * &subtrees, tls::GeneralNamePtr base) {
  if (!base) return false;
  if (subtrees == nullptr) subtrees = sk_GENERAL_SUBTREE_new_null();
  GENERAL_SUBTREE* subtree = GENERAL_SUBTREE_new();
  if (subtrees == nullptr || subtree == nullptr) {
    GENERAL_SUBTREE_free(subtree);
    return false;
  }
  GENERAL_NAME_free(subtree->base);
  subtree->base = base.release();
  if (sk_GENERAL_SUBTREE_push(subtrees, subtree) > 0) return true;
  GENERAL_SUBTREE_free(subtree);
  return false;
}

bool AddStructure(X509& certificate, int nid, Critical critical, void* structure) {
  return X509_add1_ext_i2d(&certificate, nid, structure, critical == Critical::kYes ? 1 : 0, 0) ==
         1;
}

}  // namespace

Result<tls::PkeyPtr> MakeKey() {
  tls::ClearOpensslErrors();
  tls::PkeyPtr key(EVP_EC_gen("P-256"));
  if (!key) {
    return Fail(ErrorKind::kIo, fmt::format("cannot make a key for certificates: OpenSSL says {}",
                                            tls::TakeOpensslErrors()));
  }
  return key;
}

CertificateBuilder::CertificateBuilder(evp_pkey_st& subject_key) : certificate_(X509_new()) {
  tls::ClearOpensslErrors();
  Require(certificate_ != nullptr);
  if (failed_) return;
  constexpr long kVersion3 = 2;
  Require(X509_set_version(certificate_.get(), kVersion3) == 1);
  Require(SetRandomSerial(*certificate_));
  Require(X509_set_pubkey(certificate_.get(), &subject_key) == 1);
}

void CertificateBuilder::SetSubject(std::string_view organization, std::string_view common_name) {
  if (failed_ || common_name.empty()) return;
  X509_NAME& subject = *X509_get_subject_name(certificate_.get());
  if (!organization.empty()) Require(AddNameEntry(subject, NID_organizationName, organization));
  Require(AddNameEntry(subject, NID_commonName, common_name));
}

void CertificateBuilder::SetValidity(WallTime not_before, WallTime not_after) {
  if (failed_) return;
  Require(SetTime(X509_getm_notBefore(certificate_.get()), not_before));
  Require(SetTime(X509_getm_notAfter(certificate_.get()), not_after));
}

void CertificateBuilder::SetIssuer(const x509_st& issuer) {
  if (failed_) return;
  has_issuer_ = true;
  Require(X509_set_issuer_name(certificate_.get(), X509_get_subject_name(&issuer)) == 1);
  // The accessor works out cached fields first, hence not const; the object stays what it is.
  const ASN1_OCTET_STRING* issuer_key_id = X509_get0_subject_key_id(const_cast<X509*>(&issuer));
  const tls::AuthorityKeyIdPtr identifier(AUTHORITY_KEYID_new());
  Require(issuer_key_id != nullptr && identifier != nullptr);
  if (failed_) return;
  identifier->keyid = ASN1_OCTET_STRING_dup(issuer_key_id);
  Require(identifier->keyid != nullptr);
  Require(
      AddStructure(*certificate_, NID_authority_key_identifier, Critical::kNo, identifier.get()));
}

void CertificateBuilder::AddExtension(int nid, Critical critical, const char* value) {
  if (failed_) return;
  const tls::ExtensionPtr extension(X509V3_EXT_nconf_nid(nullptr, nullptr, nid, value));
  Require(extension != nullptr);
  if (failed_) return;
  Require(X509_EXTENSION_set_critical(extension.get(), critical == Critical::kYes ? 1 : 0) == 1);
  Require(X509_add_ext(certificate_.get(), extension.get(), -1) == 1);
}

void CertificateBuilder::AddSubjectKeyIdentifier() {
  if (failed_) return;
  // The SHA-1 of the public key (RFC 5280, section 4.2.1.2, method 1): a name, not a protection.
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  Require(X509_pubkey_digest(certificate_.get(), EVP_sha1(), digest.data(), &length) == 1);
  const tls::Asn1StringPtr identifier(ASN1_OCTET_STRING_new());
  Require(identifier != nullptr);
  if (failed_) return;
  Require(ASN1_OCTET_STRING_set(identifier.get(), digest.data(), static_cast<int>(length)) == 1);
  Require(AddStructure(*certificate_, NID_subject_key_identifier, Critical::kNo, identifier.get()));
}

void CertificateBuilder::AddAlternativeNames(Critical critical,
                                             std::span<const std::string> dns_names) {
  if (failed_) return;
  const tls::GeneralNamesPtr names(GENERAL_NAMES_new());
  Require(names != nullptr);
  for (const std::string& dns_name : dns_names) {
    if (failed_) return;
    tls::GeneralNamePtr name = DnsName(dns_name);
    Require(name != nullptr && sk_GENERAL_NAME_push(names.get(), name.get()) > 0);
    if (!failed_) (void)name.release();  // the stack owns it now
  }
  Require(AddStructure(*certificate_, NID_subject_alt_name, critical, names.get()));
}

void CertificateBuilder::AddNameConstraints(std::span<const std::string> permitted_domains) {
  if (failed_) return;
  const tls::NameConstraintsPtr constraints(NAME_CONSTRAINTS_new());
  Require(constraints != nullptr);
  if (failed_) return;
  for (const std::string& domain : permitted_domains)
    Require(PushSubtree(constraints->permittedSubtrees, DnsName(domain)));
  for (const size_t range_bytes : {kIpv4RangeBytes, kIpv6RangeBytes})
    Require(PushSubtree(constraints->excludedSubtrees, EveryAddress(range_bytes)));
  Require(AddStructure(*certificate_, NID_name_constraints, Critical::kYes, constraints.get()));
}

Result<tls::CertificatePtr> CertificateBuilder::Sign(evp_pkey_st& issuer_key) && {
  if (!failed_ && !has_issuer_) {
    Require(X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get())) ==
            1);
  }
  if (!failed_) Require(X509_sign(certificate_.get(), &issuer_key, EVP_sha256()) > 0);
  if (failed_) {
    return Fail(ErrorKind::kIo, fmt::format("cannot make a certificate: OpenSSL says {}",
                                            tls::TakeOpensslErrors()));
  }
  return std::move(certificate_);
}

}  // namespace osslens::intercept
