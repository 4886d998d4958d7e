#include "proxy/intercept/java_trust_store.h"

#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <cstdint>
#include <utility>

#include "proxy/tls/openssl_error.h"

namespace osslens::intercept {
namespace {

constexpr uint32_t kJksMagic = 0xFEEDFEED;
constexpr uint32_t kKeyEntry = 1;
constexpr uint32_t kTrustedEntry = 2;
// Oracle's "trusted key usage", without which Java takes a certificate of a PKCS#12 file for a part of some chain.
constexpr const char* kTrustedKeyUsage = "2.16.840.1.113894.746875.1.1";
// As many as keytool makes by itself for this digest; the password is known to everyone.
constexpr int kMacIterations = 2048;

tl::unexpected<Error> Malformed(std::string_view reason) {
  return Fail(ErrorKind::kInvalid, fmt::format("it is no trust store of Java: {}", reason));
}

tl::unexpected<Error> OpensslFault(std::string_view action) {
  return Fail(ErrorKind::kIo, fmt::format("cannot {} a trust store for Java: OpenSSL says {}",
                                          action, tls::TakeOpensslErrors()));
}

// Takes numbers and counted strings off the front; everything after a number that promises too much is empty.
class JksBytes {
 public:
  explicit JksBytes(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool cut() const { return cut_; }

  std::string_view Take(size_t count) {
    if (count > rest_.size()) {
      cut_ = true;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  uint32_t TakeNumber(size_t bytes) {
    uint32_t number = 0;
    for (const char c : Take(bytes)) number = number << 8 | static_cast<unsigned char>(c);
    return number;
  }
  // A count of that many bytes, then what it counts.
  std::string_view TakeCounted(size_t count_bytes) { return Take(TakeNumber(count_bytes)); }

 private:
  std::string_view rest_;
  bool cut_ = false;
};

std::string_view TakeJksCertificate(JksBytes& input, uint32_t version) {
  if (version >= 2) input.TakeCounted(2);  // its type, "X.509"
  return input.TakeCounted(4);
}

Result<tls::CertificatePtr> ParseDer(std::string_view der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  tls::CertificatePtr certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
  if (!certificate) {
    tls::ClearOpensslErrors();
    return Malformed("a certificate in it cannot be read");
  }
  return certificate;
}

// One entry of `input`: its certificate if it is a trusted one, null if it is a key.
Result<tls::CertificatePtr> ReadJksEntry(JksBytes& input, uint32_t version) {
  const uint32_t tag = input.TakeNumber(4);
  input.TakeCounted(2);  // alias
  input.Take(8);         // date
  if (tag == kTrustedEntry) {
    const std::string_view der = TakeJksCertificate(input, version);
    return ParseDer(der);
  }
  if (tag != kKeyEntry) return Malformed("it has an entry of an unknown kind");
  input.TakeCounted(4);  // the key
  const uint32_t chain_length = input.TakeNumber(4);
  for (uint32_t i = 0; i < chain_length && !input.cut(); ++i) TakeJksCertificate(input, version);
  return tls::CertificatePtr();
}

Result<tls::SafeBagsPtr> OpenSafe(PKCS7& safe) {
  tls::ClearOpensslErrors();
  tls::SafeBagsPtr bags;
  if (PKCS7_type_is_data(&safe)) {
    bags.reset(PKCS12_unpack_p7data(&safe));
  } else if (PKCS7_type_is_encrypted(&safe)) {
    bags.reset(PKCS12_unpack_p7encdata(&safe, kJavaTrustStorePassword.data(),
                                       static_cast<int>(kJavaTrustStorePassword.size())));
  }
  if (!bags) return OpensslFault("open");
  return bags;
}

bool HasTrustedKeyUsage(const PKCS12_SAFEBAG& bag, const ASN1_OBJECT& usage) {
  return X509at_get_attr_by_OBJ(PKCS12_SAFEBAG_get0_attrs(&bag), &usage, -1) >= 0;
}

// Adds the attribute to a bag that has one already: only then is there a list to add to.
bool AddTrustedKeyUsage(PKCS12_SAFEBAG& bag, const ASN1_OBJECT& usage) {
  const tls::AttributePtr attribute(X509_ATTRIBUTE_create_by_OBJ(
      nullptr, &usage, V_ASN1_OBJECT, OBJ_nid2obj(NID_anyExtendedKeyUsage), -1));
  // OpenSSL 3.0 gives no other way to an attribute of its own; later ones have PKCS12_SAFEBAG_set0_attrs().
  auto* attributes = const_cast<STACK_OF(X509_ATTRIBUTE)*>(PKCS12_SAFEBAG_get0_attrs(&bag));
  return attribute && X509at_add1_attr(&attributes, attribute.get()) != nullptr;
}

tls::SafeBagPtr MakeBag(const TrustedEntry& entry, const ASN1_OBJECT& usage) {
  tls::SafeBagPtr bag(PKCS12_SAFEBAG_create_cert(entry.certificate));
  if (!bag || PKCS12_add_friendlyname_utf8(bag.get(), entry.alias.c_str(), -1) != 1 ||
      !AddTrustedKeyUsage(*bag, usage)) {
    return nullptr;
  }
  return bag;
}

Result<tls::Pkcs12Ptr> PackBags(const tls::SafeBagsPtr& bags) {
  const tls::SafesPtr safes(sk_PKCS7_new_null());
  PKCS7* safe = PKCS12_pack_p7data(bags.get());
  if (!safes || safe == nullptr || sk_PKCS7_push(safes.get(), safe) <= 0) {
    PKCS7_free(safe);
    return OpensslFault("make");
  }
  tls::Pkcs12Ptr store(PKCS12_add_safes(safes.get(), 0));
  if (!store || PKCS12_set_mac(store.get(), kJavaTrustStorePassword.data(),
                               static_cast<int>(kJavaTrustStorePassword.size()), nullptr, 0,
                               kMacIterations, EVP_sha1()) != 1) {
    return OpensslFault("make");
  }
  return store;
}

}  // namespace

bool IsJks(std::string_view bytes) noexcept {
  return bytes.starts_with(std::string_view("\xFE\xED\xFE\xED", 4));
}

// A DER sequence whose length takes two bytes or more. PEM, the only other form, is text.
bool IsPkcs12(std::string_view bytes) noexcept {
  return bytes.size() > 2 && bytes[0] == 0x30 && (static_cast<unsigned char>(bytes[1]) & 0x80) != 0;
}

Result<std::vector<tls::CertificatePtr>> ReadJks(std::string_view bytes) {
  JksBytes input(bytes);
  if (input.TakeNumber(4) != kJksMagic) return Malformed("it does not begin like one");
  const uint32_t version = input.TakeNumber(4);
  if (version != 1 && version != 2) return Malformed("its version is not known");
  const uint32_t count = input.TakeNumber(4);
  std::vector<tls::CertificatePtr> certificates;
  for (uint32_t i = 0; i < count && !input.cut(); ++i) {
    Result<tls::CertificatePtr> certificate = ReadJksEntry(input, version);
    if (input.cut()) break;
    if (!certificate) return tl::unexpected(certificate.error());
    if (*certificate) certificates.push_back(std::move(*certificate));
  }
  if (input.cut()) return Malformed("it ends early");
  return certificates;
}

Result<std::vector<tls::CertificatePtr>> ReadPkcs12(std::string_view bytes) {
  tls::ClearOpensslErrors();
  const tls::BioPtr input(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  const tls::Pkcs12Ptr store(input ? d2i_PKCS12_bio(input.get(), nullptr) : nullptr);
  const tls::SafesPtr safes(store ? PKCS12_unpack_authsafes(store.get()) : nullptr);
  const tls::ObjectIdPtr usage(OBJ_txt2obj(kTrustedKeyUsage, 1));
  if (!safes || !usage) return OpensslFault("open");
  std::vector<tls::CertificatePtr> certificates;
  for (int i = 0; i < sk_PKCS7_num(safes.get()); ++i) {
    const Result<tls::SafeBagsPtr> bags = OpenSafe(*sk_PKCS7_value(safes.get(), i));
    if (!bags) return tl::unexpected(bags.error());
    for (int j = 0; j < sk_PKCS12_SAFEBAG_num(bags->get()); ++j) {
      const PKCS12_SAFEBAG& bag = *sk_PKCS12_SAFEBAG_value(bags->get(), j);
      if (PKCS12_SAFEBAG_get_nid(&bag) != NID_certBag || !HasTrustedKeyUsage(bag, *usage)) continue;
      tls::CertificatePtr certificate(PKCS12_SAFEBAG_get1_cert(&bag));
      if (!certificate) return OpensslFault("open");
      certificates.push_back(std::move(certificate));
    }
  }
  return certificates;
}

Result<std::string> WritePkcs12(const std::vector<TrustedEntry>& entries) {
  tls::ClearOpensslErrors();
  const tls::ObjectIdPtr usage(OBJ_txt2obj(kTrustedKeyUsage, 1));
  const tls::SafeBagsPtr bags(sk_PKCS12_SAFEBAG_new_null());
  if (!usage || !bags) return OpensslFault("make");
  for (const TrustedEntry& entry : entries) {
    tls::SafeBagPtr bag = MakeBag(entry, *usage);
    if (!bag || sk_PKCS12_SAFEBAG_push(bags.get(), bag.get()) <= 0) return OpensslFault("make");
    (void)bag.release();  // the stack owns it now
  }
  const Result<tls::Pkcs12Ptr> store = PackBags(bags);
  if (!store) return tl::unexpected(store.error());
  const tls::BioPtr output(BIO_new(BIO_s_mem()));
  if (!output || i2d_PKCS12_bio(output.get(), store->get()) != 1) return OpensslFault("write");
  char* text = nullptr;
  const long size = BIO_get_mem_data(output.get(), &text);
  return std::string(text, static_cast<size_t>(size));
}

}  // namespace osslens::intercept
