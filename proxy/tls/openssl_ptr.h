#pragma once

#include <memory>

// Owning pointers to OpenSSL's objects. The structs are declared here, not included, so that <openssl/...> stays in .cc
// files; the names are those behind OpenSSL's typedefs (SSL is ssl_st, GENERAL_NAMES is stack_st_GENERAL_NAME).
struct AUTHORITY_KEYID_st;
struct GENERAL_NAME_st;
struct NAME_CONSTRAINTS_st;
struct PKCS12_SAFEBAG_st;
struct PKCS12_st;
struct X509_name_st;
struct asn1_object_st;
struct asn1_string_st;
struct bignum_st;
struct bio_st;
struct evp_pkey_ctx_st;
struct evp_pkey_st;
struct ssl_ctx_st;
struct ssl_session_st;
struct ssl_st;
struct stack_st_GENERAL_NAME;
struct stack_st_PKCS12_SAFEBAG;
struct stack_st_PKCS7;
struct stack_st_X509;
struct x509_attributes_st;
struct x509_st;
struct x509_store_ctx_st;
struct x509_store_st;
struct X509_extension_st;

namespace osslens::tls {

// Gives up one reference, or frees what is not counted. A stack goes with all of its elements. Big numbers are wiped.
struct OpensslFree {
  void operator()(AUTHORITY_KEYID_st* object) const noexcept;
  void operator()(GENERAL_NAME_st* object) const noexcept;
  void operator()(NAME_CONSTRAINTS_st* object) const noexcept;
  void operator()(PKCS12_SAFEBAG_st* object) const noexcept;
  void operator()(PKCS12_st* object) const noexcept;
  void operator()(X509_extension_st* object) const noexcept;
  void operator()(X509_name_st* object) const noexcept;
  void operator()(asn1_object_st* object) const noexcept;
  void operator()(asn1_string_st* object) const noexcept;
  void operator()(bignum_st* object) const noexcept;
  void operator()(bio_st* object) const noexcept;
  void operator()(evp_pkey_ctx_st* object) const noexcept;
  void operator()(evp_pkey_st* object) const noexcept;
  void operator()(ssl_ctx_st* object) const noexcept;
  void operator()(ssl_session_st* object) const noexcept;
  void operator()(ssl_st* object) const noexcept;
  void operator()(stack_st_GENERAL_NAME* object) const noexcept;
  void operator()(stack_st_PKCS12_SAFEBAG* object) const noexcept;
  void operator()(stack_st_PKCS7* object) const noexcept;
  void operator()(stack_st_X509* object) const noexcept;
  void operator()(x509_attributes_st* object) const noexcept;
  void operator()(x509_st* object) const noexcept;
  void operator()(x509_store_ctx_st* object) const noexcept;
  void operator()(x509_store_st* object) const noexcept;
};

template <class T>
using OpensslPtr = std::unique_ptr<T, OpensslFree>;

using AuthorityKeyIdPtr = OpensslPtr<AUTHORITY_KEYID_st>;
using GeneralNamePtr = OpensslPtr<GENERAL_NAME_st>;
using NameConstraintsPtr = OpensslPtr<NAME_CONSTRAINTS_st>;
using SafeBagPtr = OpensslPtr<PKCS12_SAFEBAG_st>;
using Pkcs12Ptr = OpensslPtr<PKCS12_st>;
using ExtensionPtr = OpensslPtr<X509_extension_st>;
using NamePtr = OpensslPtr<X509_name_st>;
using ObjectIdPtr = OpensslPtr<asn1_object_st>;
using Asn1StringPtr = OpensslPtr<asn1_string_st>;
using BigNumberPtr = OpensslPtr<bignum_st>;
using BioPtr = OpensslPtr<bio_st>;
using PkeyContextPtr = OpensslPtr<evp_pkey_ctx_st>;
using PkeyPtr = OpensslPtr<evp_pkey_st>;
using SslContextPtr = OpensslPtr<ssl_ctx_st>;
using SslSessionPtr = OpensslPtr<ssl_session_st>;
using SslPtr = OpensslPtr<ssl_st>;
using GeneralNamesPtr = OpensslPtr<stack_st_GENERAL_NAME>;
using SafeBagsPtr = OpensslPtr<stack_st_PKCS12_SAFEBAG>;
using SafesPtr = OpensslPtr<stack_st_PKCS7>;
using CertificatesPtr = OpensslPtr<stack_st_X509>;
using AttributePtr = OpensslPtr<x509_attributes_st>;
using CertificatePtr = OpensslPtr<x509_st>;
using StoreContextPtr = OpensslPtr<x509_store_ctx_st>;
using StorePtr = OpensslPtr<x509_store_st>;

// One more owner of the same object.
[[nodiscard]] CertificatePtr Share(x509_st& certificate) noexcept;
[[nodiscard]] PkeyPtr Share(evp_pkey_st& key) noexcept;
[[nodiscard]] SslContextPtr Share(ssl_ctx_st& context) noexcept;

}  // namespace osslens::tls
