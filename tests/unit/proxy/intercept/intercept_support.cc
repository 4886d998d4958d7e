#include "tests/unit/proxy/intercept/intercept_support.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <chrono>

namespace osslens::intercept {

std::string ContentOf(bio_st& memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(&memory, &bytes);
  return size > 0 ? std::string(bytes, static_cast<size_t>(size)) : std::string();
}

std::string Extension(const X509& certificate, int nid) {
  const int index = X509_get_ext_by_NID(&certificate, nid, -1);
  if (index < 0) return "";
  X509_EXTENSION* extension = X509_get_ext(&certificate, index);
  const tls::BioPtr output(BIO_new(BIO_s_mem()));
  X509V3_EXT_print(output.get(), extension, 0, 0);
  const std::string text = ContentOf(*output);
  return X509_EXTENSION_get_critical(extension) == 1 ? "critical, " + text : text;
}

std::string Subject(const X509& certificate) {
  const tls::BioPtr output(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(output.get(), X509_get_subject_name(&certificate), 0, XN_FLAG_ONELINE);
  return ContentOf(*output);
}

std::string Verify(const CertificateAuthority& authority, X509& leaf, const char* host,
                   WallTime now) {
  const tls::StorePtr store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), const_cast<X509*>(&authority.root()));
  const tls::CertificatesPtr chain(sk_X509_new_null());
  sk_X509_push(chain.get(), tls::Share(authority.intermediate()).release());
  const tls::StoreContextPtr context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), &leaf, chain.get());
  X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
  X509_STORE_CTX_set_time(
      context.get(), 0,
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set1_host(parameters, host, 0);
  X509_verify_cert(context.get());
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

}  // namespace osslens::intercept
