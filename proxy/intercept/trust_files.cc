#include "proxy/intercept/trust_files.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "proxy/intercept/private_file.h"
#include "proxy/tls/openssl_error.h"

namespace osslens::intercept {
namespace {

namespace fs = std::filesystem;

// The bundles of distributions are 200 to 500 KiB.
constexpr size_t kLargestBaseBytes = size_t{16} * 1024 * 1024;
constexpr mode_t kForAll = 0644;

constexpr std::array<const char*, 5> kSystemBundles = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Arch
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora
    "/etc/pki/tls/certs/ca-bundle.crt",                   // Fedora, older
    "/etc/ssl/ca-bundle.pem",                             // SUSE
    "/etc/ssl/cert.pem",                                  // Alpine
};
constexpr std::array<const char*, 2> kSystemJavaAnchors = {
    "/etc/ssl/certs/java/cacerts",               // Debian
    "/etc/pki/ca-trust/extracted/java/cacerts",  // Fedora
};
// Relative to a Java home, in the order in which Java looks; the last is where a JDK 8 has its JRE.
constexpr std::array<const char*, 4> kAnchorsOfHome = {
    "lib/security/jssecacerts", "lib/security/cacerts", "jre/lib/security/jssecacerts",
    "jre/lib/security/cacerts"};

bool IsFile(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

std::optional<fs::path> FindBelow(const fs::path& java_home) {
  for (const char* anchors : kAnchorsOfHome) {
    if (IsFile(java_home / anchors)) return java_home / anchors;
  }
  return std::nullopt;
}

// The home of the first `java` in PATH, through all links: HOME/bin/java.
std::optional<fs::path> JavaHomeIn(std::string_view path) {
  for (const std::string_view folder : Split(path, ':')) {
    const fs::path program = fs::path(folder.empty() ? "." : folder) / "java";
    if (!IsFile(program)) continue;
    std::error_code error;
    const fs::path real = fs::canonical(program, error);
    if (!error) return real.parent_path().parent_path();
  }
  return std::nullopt;
}

tl::unexpected<Error> CannotUse(const fs::path& file, std::string_view reason) {
  return Fail(ErrorKind::kInvalid,
              fmt::format("cannot take over the certificates of {}: {}", file.native(), reason));
}

Result<std::string> ReadBase(const fs::path& file) {
  Result<std::string> bytes = ReadBounded(file, kLargestBaseBytes);
  if (!bytes) return CannotUse(file, bytes.error().message);
  return bytes;
}

Result<std::vector<tls::CertificatePtr>> ReadPem(std::string_view text) {
  tls::ClearOpensslErrors();
  const tls::BioPtr input(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  std::vector<tls::CertificatePtr> certificates;
  while (input) {
    // Also takes "TRUSTED CERTIFICATE", OpenSSL's own form.
    tls::CertificatePtr certificate(PEM_read_bio_X509_AUX(input.get(), nullptr, nullptr, nullptr));
    if (!certificate) break;
    certificates.push_back(std::move(certificate));
  }
  // The end of the text is reported as the lack of a further first line.
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  const std::string reason = tls::TakeOpensslErrors();
  if (!at_end)
    return Fail(ErrorKind::kInvalid,
                fmt::format("a certificate cannot be read, OpenSSL says {}", reason));
  return certificates;
}

Result<std::vector<tls::CertificatePtr>> ReadAnchors(std::string_view bytes) {
  if (IsJks(bytes)) return ReadJks(bytes);
  if (IsPkcs12(bytes)) return ReadPkcs12(bytes);
  return ReadPem(bytes);
}

Result<fs::path> Keep(const AuthorityStore& store, const char* name, std::string_view bytes) {
  const Result<FileLock> lock = FileLock::Take(store.lock_file());
  if (!lock) return tl::unexpected(lock.error());
  fs::path file = store.directory() / name;
  if (auto written = ReplaceFile(file, bytes, kForAll); !written)
    return tl::unexpected(written.error());
  return file;
}

}  // namespace

std::optional<fs::path> FindSystemBundle() {
  for (const char* bundle : kSystemBundles) {
    if (IsFile(bundle)) return bundle;
  }
  return std::nullopt;
}

std::optional<fs::path> FindJavaAnchors(std::string_view java_home, std::string_view path) {
  if (!java_home.empty()) {
    if (auto found = FindBelow(java_home)) return found;
  }
  if (const auto home = JavaHomeIn(path)) {
    if (auto found = FindBelow(*home)) return found;
  }
  for (const char* anchors : kSystemJavaAnchors) {
    if (IsFile(anchors)) return anchors;
  }
  return std::nullopt;
}

Result<fs::path> WriteTrustBundle(const AuthorityStore& store,
                                  const CertificateAuthority& authority,
                                  const std::optional<fs::path>& base) {
  std::string bundle;
  if (base) {
    Result<std::string> text = ReadBase(*base);
    if (!text) return tl::unexpected(text.error());
    if (text->find("-----BEGIN ") == std::string::npos)
      return CannotUse(*base, "it holds no certificate in PEM");
    bundle = std::move(*text);
    if (!bundle.ends_with('\n')) bundle += '\n';
  }
  const Result<std::string> root = authority.RootPem();
  if (!root) return tl::unexpected(root.error());
  return Keep(store, "bundle.pem", bundle + *root);
}

Result<fs::path> WriteJavaTrustStore(const AuthorityStore& store,
                                     const CertificateAuthority& authority,
                                     const std::optional<fs::path>& base) {
  std::vector<tls::CertificatePtr> anchors;
  if (base) {
    const Result<std::string> bytes = ReadBase(*base);
    if (!bytes) return tl::unexpected(bytes.error());
    Result<std::vector<tls::CertificatePtr>> read = ReadAnchors(*bytes);
    if (!read) return CannotUse(*base, read.error().message);
    anchors = std::move(*read);
  }
  std::vector<TrustedEntry> entries{{"osslens", &authority.root()}};
  for (const tls::CertificatePtr& anchor : anchors)
    entries.push_back({fmt::format("anchor-{}", entries.size()), anchor.get()});
  const Result<std::string> bytes = WritePkcs12(entries);
  if (!bytes) return tl::unexpected(bytes.error());
  return Keep(store, "truststore.p12", *bytes);
}

}  // namespace osslens::intercept
