#include "proxy/intercept/certificate_authority.h"

#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/intercept/certificate_builder.h"
#include "proxy/tls/openssl_error.h"

namespace osslens::intercept {
namespace {

constexpr std::string_view kOrganization = "osslens";

tl::unexpected<Error> Unusable(std::string_view reason) {
  return Fail(ErrorKind::kInvalid, fmt::format("it is not what osslens wrote there: {}", reason));
}

// In the names of root and intermediate, so that two generations are told apart in every list of certificates, and
// no client mistakes one for the other.
Result<std::string> MakeGeneration(WallTime now) {
  std::array<unsigned char, 4> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    return Fail(ErrorKind::kIo, fmt::format("cannot make a certificate authority: OpenSSL says {}",
                                            tls::TakeOpensslErrors()));
  }
  return fmt::format("{} {:02x}{:02x}{:02x}{:02x}", FormatRfc3339(now).substr(0, 10), bytes[0],
                     bytes[1], bytes[2], bytes[3]);
}

struct Validity {
  WallTime not_before, not_after;
};

Result<tls::CertificatePtr> MakeRoot(std::string_view generation, const PermittedDomains& permitted,
                                     Validity validity, evp_pkey_st& key) {
  CertificateBuilder builder(key);
  builder.SetSubject(kOrganization, fmt::format("osslens root {}", generation));
  builder.SetValidity(validity.not_before, validity.not_after);
  builder.AddExtension(NID_basic_constraints, Critical::kYes, "CA:TRUE,pathlen:1");
  builder.AddExtension(NID_key_usage, Critical::kYes, "keyCertSign,cRLSign");
  builder.AddSubjectKeyIdentifier();
  // The intermediate's are what counts, since some clients pass over those of a root. Here they tell whoever is about
  // to trust the root what it is good for.
  builder.AddNameConstraints(permitted.names);
  return std::move(builder).Sign(key);
}

Result<tls::CertificatePtr> MakeIntermediate(std::string_view generation,
                                             const PermittedDomains& permitted, Validity validity,
                                             const x509_st& root, evp_pkey_st& root_key,
                                             evp_pkey_st& key) {
  CertificateBuilder builder(key);
  builder.SetSubject(kOrganization, fmt::format("osslens intermediate {}", generation));
  builder.SetValidity(validity.not_before, validity.not_after);
  builder.SetIssuer(root);
  builder.AddExtension(NID_basic_constraints, Critical::kYes, "CA:TRUE,pathlen:0");
  builder.AddExtension(NID_key_usage, Critical::kYes, "keyCertSign,cRLSign");
  // Name constraints say nothing of mail addresses and code: this does.
  builder.AddExtension(NID_ext_key_usage, Critical::kNo, "serverAuth");
  builder.AddSubjectKeyIdentifier();
  builder.AddNameConstraints(permitted.names);
  return std::move(builder).Sign(root_key);
}

Result<WallTime> TimeOf(const ASN1_TIME* field) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(field, &parts) != 1) return Unusable("a date in it cannot be read");
  return WallTime(std::chrono::seconds(timegm(&parts)));
}

bool ExcludesEveryAddress(const NAME_CONSTRAINTS& constraints, int range_bytes) {
  for (int i = 0; i < sk_GENERAL_SUBTREE_num(constraints.excludedSubtrees); ++i) {
    const GENERAL_NAME& base = *sk_GENERAL_SUBTREE_value(constraints.excludedSubtrees, i)->base;
    if (base.type != GEN_IPADD || ASN1_STRING_length(base.d.iPAddress) != range_bytes) continue;
    const unsigned char* range = ASN1_STRING_get0_data(base.d.iPAddress);
    if (std::all_of(range, range + range_bytes, [](unsigned char byte) { return byte == 0; }))
      return true;
  }
  return false;
}

Result<PermittedDomains> ReadConstraints(const x509_st& intermediate) {
  int critical = 0;
  const tls::NameConstraintsPtr constraints(static_cast<NAME_CONSTRAINTS*>(
      X509_get_ext_d2i(&intermediate, NID_name_constraints, &critical, nullptr)));
  if (!constraints || critical != 1) return Unusable("the certificate lacks its constraints");
  constexpr int kIpv4RangeBytes = 8;
  constexpr int kIpv6RangeBytes = 32;
  if (!ExcludesEveryAddress(*constraints, kIpv4RangeBytes) ||
      !ExcludesEveryAddress(*constraints, kIpv6RangeBytes)) {
    return Unusable("the certificate does not exclude IP addresses");
  }
  std::vector<std::string> names;
  for (int i = 0; i < sk_GENERAL_SUBTREE_num(constraints->permittedSubtrees); ++i) {
    const GENERAL_NAME& base = *sk_GENERAL_SUBTREE_value(constraints->permittedSubtrees, i)->base;
    if (base.type != GEN_DNS) return Unusable("the certificate permits more than domains");
    names.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(base.d.dNSName)),
                       static_cast<size_t>(ASN1_STRING_length(base.d.dNSName)));
  }
  if (names.empty()) return Unusable("the certificate permits no domain");
  return Reduce(std::move(names));
}

Result<tls::CertificatePtr> ReadCertificate(BIO& pem) {
  tls::CertificatePtr certificate(PEM_read_bio_X509(&pem, nullptr, nullptr, nullptr));
  if (!certificate) {
    return Unusable(
        fmt::format("a certificate cannot be read, OpenSSL says {}", tls::TakeOpensslErrors()));
  }
  return certificate;
}

std::string_view ContentOf(BIO& memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(&memory, &bytes);
  return size > 0 ? std::string_view(bytes, static_cast<size_t>(size)) : std::string_view();
}

tl::unexpected<Error> CannotWrite() {
  return Fail(ErrorKind::kIo,
              fmt::format("cannot write a certificate: OpenSSL says {}", tls::TakeOpensslErrors()));
}

}  // namespace

Result<CertificateAuthority> CertificateAuthority::Create(PermittedDomains permitted,
                                                          WallTime now) {
  const Result<std::string> generation = MakeGeneration(now);
  if (!generation) return tl::unexpected(generation.error());
  // In no variable that outlives this call: freeing an EC key wipes its private part (EC_KEY_free(3)).
  const Result<tls::PkeyPtr> root_key = MakeKey();
  if (!root_key) return tl::unexpected(root_key.error());
  Result<tls::PkeyPtr> key = MakeKey();
  if (!key) return tl::unexpected(key.error());
  const Validity validity{now - kBackdated, now + kAuthorityLife};
  Result<tls::CertificatePtr> root = MakeRoot(*generation, permitted, validity, **root_key);
  if (!root) return tl::unexpected(root.error());
  Result<tls::CertificatePtr> intermediate =
      MakeIntermediate(*generation, permitted, validity, **root, **root_key, **key);
  if (!intermediate) return tl::unexpected(intermediate.error());
  CertificateAuthority authority(std::move(*root), std::move(*intermediate), std::move(*key));
  if (auto read = authority.ReadBack(); !read) return tl::unexpected(read.error());
  return authority;
}

Result<CertificateAuthority> CertificateAuthority::FromPem(const Secret& pem) {
  tls::ClearOpensslErrors();
  const std::string_view text = pem.reveal();
  // Read-only: OpenSSL makes no copy of the text.
  const tls::BioPtr input(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (!input) return Unusable("there is no memory to read it");
  // Never ask a terminal for a passphrase: the key of osslens has none.
  const auto no_passphrase = [](char*, int, int, void*) { return -1; };
  tls::PkeyPtr key(PEM_read_bio_PrivateKey(input.get(), nullptr, no_passphrase, nullptr));
  if (!key) {
    return Unusable(
        fmt::format("the key cannot be read, OpenSSL says {}", tls::TakeOpensslErrors()));
  }
  Result<tls::CertificatePtr> intermediate = ReadCertificate(*input);
  if (!intermediate) return tl::unexpected(intermediate.error());
  Result<tls::CertificatePtr> root = ReadCertificate(*input);
  if (!root) return tl::unexpected(root.error());
  CertificateAuthority authority(std::move(*root), std::move(*intermediate), std::move(key));
  if (auto read = authority.ReadBack(); !read) return tl::unexpected(read.error());
  return authority;
}

Result<void> CertificateAuthority::ReadBack() {
  tls::ClearOpensslErrors();
  if (X509_check_private_key(intermediate_.get(), key_.get()) != 1)
    return Unusable("the key is not the certificate's");
  if (X509_verify(intermediate_.get(), X509_get0_pubkey(root_.get())) != 1 ||
      X509_verify(root_.get(), X509_get0_pubkey(root_.get())) != 1 ||
      X509_check_issued(root_.get(), intermediate_.get()) != X509_V_OK) {
    tls::ClearOpensslErrors();
    return Unusable("the root is not the certificate's");
  }
  Result<PermittedDomains> permitted = ReadConstraints(*intermediate_);
  if (!permitted) return tl::unexpected(permitted.error());
  permitted_ = std::move(*permitted);
  const Result<WallTime> not_before = TimeOf(X509_get0_notBefore(intermediate_.get()));
  if (!not_before) return tl::unexpected(not_before.error());
  const Result<WallTime> not_after = TimeOf(X509_get0_notAfter(intermediate_.get()));
  if (!not_after) return tl::unexpected(not_after.error());
  not_before_ = *not_before;
  not_after_ = *not_after;
  return {};
}

Result<Secret> CertificateAuthority::ToPem() const {
  tls::ClearOpensslErrors();
  // Memory that OpenSSL wipes when it is freed.
  const tls::BioPtr output(BIO_new(BIO_s_secmem()));
  if (!output ||
      PEM_write_bio_PrivateKey(output.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1 ||
      PEM_write_bio_X509(output.get(), intermediate_.get()) != 1 ||
      PEM_write_bio_X509(output.get(), root_.get()) != 1) {
    return CannotWrite();
  }
  return Secret(std::string(ContentOf(*output)));
}

Result<std::string> CertificateAuthority::RootPem() const {
  tls::ClearOpensslErrors();
  const tls::BioPtr output(BIO_new(BIO_s_mem()));
  if (!output || PEM_write_bio_X509(output.get(), root_.get()) != 1) return CannotWrite();
  return std::string(ContentOf(*output));
}

std::string CertificateAuthority::RootFingerprint() const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  X509_digest(root_.get(), EVP_sha256(), digest.data(), &length);
  std::string text;
  for (unsigned i = 0; i < length; ++i)
    text += fmt::format("{}{:02X}", i == 0 ? "" : ":", digest[i]);
  return text;
}

std::string CertificateAuthority::RootSubject() const {
  const tls::BioPtr output(BIO_new(BIO_s_mem()));
  if (!output) return {};
  X509_NAME_print_ex(output.get(), X509_get_subject_name(root_.get()), 0, XN_FLAG_ONELINE);
  return std::string(ContentOf(*output));
}

}  // namespace osslens::intercept
