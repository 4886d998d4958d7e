#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "proxy/intercept/certificate_authority.h"
#include "proxy/tls/openssl_ptr.h"
#include "tests/support/must.h"
#include "tests/support/temp_directory.h"

namespace osslens::intercept {

// 2026-03-01T12:00:00Z
inline WallTime Noon() {
  return WallTime(std::chrono::sys_days(std::chrono::year{2026} / 3 / 1)) + std::chrono::hours(12);
}

inline mode_t ModeOf(const std::filesystem::path& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

inline void WriteFileWithMode(const std::filesystem::path& file, const std::string& bytes,
                              mode_t mode) {
  WriteFile(file, bytes);
  ASSERT_EQ(::chmod(file.c_str(), mode), 0);
}

inline CertificateAuthority MakeAuthority(std::vector<std::string> domains = {"aliyuncs.com"},
                                          WallTime now = Noon()) {
  return Must(CertificateAuthority::Create(PermittedDomains{std::move(domains)}, now));
}

// One extension as OpenSSL prints it, with "critical, " in front where it is; empty when there is none.
std::string Extension(const x509_st& certificate, int nid);

// "CN = ..."
std::string Subject(const x509_st& certificate);

// Whether a client that trusts only `authority`'s root takes `leaf` with its intermediate for
// `host` at `now`: "ok", or OpenSSL's reason.
std::string Verify(const CertificateAuthority& authority, x509_st& leaf, const char* host,
                   WallTime now);

// What a memory BIO holds.
std::string ContentOf(bio_st& memory);

}  // namespace osslens::intercept
