#include "proxy/intercept/leaf_certificate.h"

#include <fmt/format.h>
#include <openssl/objects.h>

#include <algorithm>
#include <utility>

#include "proxy/intercept/certificate_builder.h"
#include "proxy/intercept/host_name.h"

namespace osslens::intercept {
namespace {

// One below the 64 characters of RFC 5280, appendix A (ub-common-name): some readers count a final zero.
constexpr size_t kLongestCommonName = 63;
constexpr size_t kLabelsOfSharedParent = 3;

// The longest parent that may stand for the host. OpenSSL lets no wildcard match a label with an underscore, but Java
// reads no certificate with one in a name, and OSS itself answers such a host with a wildcard.
std::string_view BaseOf(std::string_view name, const PermittedDomains& permitted) {
  const std::string_view parent = ParentOf(name);
  if (!permitted.Permit(parent)) return name;
  const std::string_view label = name.substr(0, name.size() - parent.size() - 1);
  const bool unusual = label.find('_') != std::string_view::npos;
  return unusual || CountLabels(parent) >= kLabelsOfSharedParent ? parent : name;
}

}  // namespace

Result<LeafNames> NamesFor(std::string_view host, const PermittedDomains& permitted) {
  const Result<std::string> name = CertificateName(host);
  if (!name) return tl::unexpected(name.error());
  if (!permitted.Permit(*name)) {
    return Fail(ErrorKind::kInvalid,
                fmt::format("no certificate can be made for \"{}\": the certificate authority of "
                            "osslens is limited to {}; intercept the host with --intercept",
                            *name, fmt::join(permitted.names, ", ")));
  }
  const std::string base(BaseOf(*name, permitted));
  LeafNames leaf;
  leaf.names.push_back(base);
  // Clients take no wildcard directly below a top-level domain.
  if (CountLabels(base) > 1) leaf.names.push_back("*." + base);
  return leaf;
}

Result<Leaf> MakeLeaf(const CertificateAuthority& authority, const LeafNames& names,
                      evp_pkey_st& key, WallTime now) {
  if (now >= authority.not_after()) {
    return Fail(
        ErrorKind::kUnavailable,
        fmt::format("no certificate can be made for \"{}\": the certificate authority ended "
                    "at {}; start osslens again to get a new one, then trust that",
                    names.names.front(), FormatRfc3339(authority.not_after())));
  }
  const WallTime begin = std::max<WallTime>(now - kBackdated, authority.not_before());
  const WallTime end = std::min<WallTime>(now - kBackdated + kLeafLife, authority.not_after());
  const std::string& base = names.names.front();
  const bool has_subject = base.size() <= kLongestCommonName;
  CertificateBuilder builder(key);
  if (has_subject) builder.SetSubject("", base);
  builder.SetValidity(begin, end);
  builder.SetIssuer(authority.intermediate());
  builder.AddExtension(NID_basic_constraints, Critical::kYes, "CA:FALSE");
  builder.AddExtension(NID_key_usage, Critical::kYes, "digitalSignature");
  builder.AddExtension(NID_ext_key_usage, Critical::kNo, "serverAuth");
  // RFC 5280, section 4.1.2.6: critical when there is no subject.
  builder.AddAlternativeNames(has_subject ? Critical::kNo : Critical::kYes, names.names);
  Result<tls::CertificatePtr> certificate = std::move(builder).Sign(authority.key());
  if (!certificate) return tl::unexpected(certificate.error());
  return Leaf{std::move(*certificate), begin, end};
}

}  // namespace osslens::intercept
