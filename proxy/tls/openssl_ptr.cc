#include "proxy/tls/openssl_ptr.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace osslens::tls {

void OpensslFree::operator()(AUTHORITY_KEYID_st* object) const noexcept {
  AUTHORITY_KEYID_free(object);
}
void OpensslFree::operator()(GENERAL_NAME_st* object) const noexcept { GENERAL_NAME_free(object); }
void OpensslFree::operator()(NAME_CONSTRAINTS_st* object) const noexcept {
  NAME_CONSTRAINTS_free(object);
}
void OpensslFree::operator()(PKCS12_SAFEBAG_st* object) const noexcept {
  PKCS12_SAFEBAG_free(object);
}
void OpensslFree::operator()(PKCS12_st* object) const noexcept { PKCS12_free(object); }
void OpensslFree::operator()(X509_extension_st* object) const noexcept {
  X509_EXTENSION_free(object);
}
void OpensslFree::operator()(X509_name_st* object) const noexcept { X509_NAME_free(object); }
void OpensslFree::operator()(asn1_object_st* object) const noexcept { ASN1_OBJECT_free(object); }
void OpensslFree::operator()(asn1_string_st* object) const noexcept { ASN1_STRING_free(object); }
void OpensslFree::operator()(bignum_st* object) const noexcept { BN_clear_free(object); }
void OpensslFree::operator()(bio_st* object) const noexcept { BIO_free_all(object); }
void OpensslFree::operator()(evp_pkey_ctx_st* object) const noexcept { EVP_PKEY_CTX_free(object); }
void OpensslFree::operator()(evp_pkey_st* object) const noexcept { EVP_PKEY_free(object); }
void OpensslFree::operator()(ssl_ctx_st* object) const noexcept { SSL_CTX_free(object); }
void OpensslFree::operator()(ssl_session_st* object) const noexcept { SSL_SESSION_free(object); }
void OpensslFree::operator()(ssl_st* object) const noexcept { SSL_free(object); }
void OpensslFree::operator()(stack_st_GENERAL_NAME* object) const noexcept {
  GENERAL_NAMES_free(object);
}
void OpensslFree::operator()(stack_st_PKCS12_SAFEBAG* object) const noexcept {
  sk_PKCS12_SAFEBAG_pop_free(object, PKCS12_SAFEBAG_free);
}
void OpensslFree::operator()(stack_st_PKCS7* object) const noexcept {
  sk_PKCS7_pop_free(object, PKCS7_free);
}
void OpensslFree::operator()(stack_st_X509* object) const noexcept {
  sk_X509_pop_free(object, X509_free);
}
void OpensslFree::operator()(x509_attributes_st* object) const noexcept {
  X509_ATTRIBUTE_free(object);
}
void OpensslFree::operator()(x509_st* object) const noexcept { X509_free(object); }
void OpensslFree::operator()(x509_store_ctx_st* object) const noexcept {
  X509_STORE_CTX_free(object);
}
void OpensslFree::operator()(x509_store_st* object) const noexcept { X509_STORE_free(object); }

CertificatePtr Share(x509_st& certificate) noexcept {
  X509_up_ref(&certificate);
  return CertificatePtr(&certificate);
}

PkeyPtr Share(evp_pkey_st& key) noexcept {
  EVP_PKEY_up_ref(&key);
  return PkeyPtr(&key);
}

SslContextPtr Share(ssl_ctx_st& context) noexcept {
  SSL_CTX_up_ref(&context);
  return SslContextPtr(&context);
}

}  // namespace osslens::tls
