#include "proxy/intercept/trust_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509.h>

#include "tests/unit/proxy/intercept/intercept_support.h"

namespace osslens::intercept {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

class TrustFiles : public testing::Test {
 protected:
  // Everything that Java would find in the store that was written from `base`.
  std::vector<tls::CertificatePtr> JavaAnchors(const std::optional<fs::path>& base) {
    return Must(ReadPkcs12(ReadFile(Must(WriteJavaTrustStore(store_, authority_, base)))));
  }
  template <class Written>
  static std::string ErrorOf(const Written& written) {
    return written ? "" : written.error().message;
  }

  const TempDirectory temp_;
  const AuthorityStore store_{temp_.path()};
  const CertificateAuthority authority_ =
      Must(store_.Open(PermittedDomains{{"aliyuncs.com"}}, Noon())).authority;
  const CertificateAuthority other_ = MakeAuthority();
  const std::string root_ = Must(authority_.RootPem());
  const std::string other_root_ = Must(other_.RootPem());
};

TEST_F(TrustFiles, BundleHoldsTheBaseAndThenTheRoot) {
  WriteFile(temp_ / "base.pem", "# comments stay\n" + other_root_);

  const fs::path bundle = Must(WriteTrustBundle(store_, authority_, temp_ / "base.pem"));

  EXPECT_EQ(bundle, temp_ / "ca/bundle.pem");
  EXPECT_EQ(ReadFile(bundle), "# comments stay\n" + other_root_ + root_);
  EXPECT_EQ(ModeOf(bundle), 0644U);
}

TEST_F(TrustFiles, BundleEndsAnUnfinishedLineOfItsBase) {
  WriteFile(temp_ / "base.pem", other_root_.substr(0, other_root_.size() - 1));

  EXPECT_EQ(ReadFile(Must(WriteTrustBundle(store_, authority_, temp_ / "base.pem"))),
            other_root_ + root_);
}

TEST_F(TrustFiles, BundleWithoutABaseIsTheRoot) {
  EXPECT_EQ(ReadFile(Must(WriteTrustBundle(store_, authority_, std::nullopt))), root_);
}

TEST_F(TrustFiles, BundleOfABaseThatHoldsNoneIsRefused) {
  WriteFile(temp_ / "base.pem", "nothing");
  EXPECT_EQ(ErrorOf(WriteTrustBundle(store_, authority_, temp_ / "base.pem")),
            "cannot take over the certificates of " + (temp_ / "base.pem").native() +
                ": it holds no certificate in PEM");
  EXPECT_THAT(
      ErrorOf(WriteTrustBundle(store_, authority_, temp_ / "absent.pem")),
      AllOf(StartsWith("cannot take over the certificates of " + (temp_ / "absent.pem").native()),
            EndsWith("No such file or directory")));
}

TEST_F(TrustFiles, JavaStoreWithoutABaseHoldsTheRoot) {
  const auto anchors = JavaAnchors(std::nullopt);

  ASSERT_THAT(anchors, SizeIs(1));
  EXPECT_EQ(X509_cmp(anchors[0].get(), &authority_.root()), 0);
}

TEST_F(TrustFiles, JavaStoreTakesOverABundle) {
  WriteFile(temp_ / "base.pem", other_root_ + "\n# a comment between\n" + other_root_);

  const auto anchors = JavaAnchors(temp_ / "base.pem");

  ASSERT_THAT(anchors, SizeIs(3));
  EXPECT_EQ(X509_cmp(anchors[0].get(), &authority_.root()), 0);
  EXPECT_EQ(X509_cmp(anchors[1].get(), &other_.root()), 0);
}

TEST_F(TrustFiles, JavaStoreTakesOverAStoreOfPkcs12) {
  WriteFile(temp_ / "base.p12", Must(WritePkcs12({{"another", &other_.root()}})));

  const auto anchors = JavaAnchors(temp_ / "base.p12");

  ASSERT_THAT(anchors, SizeIs(2));
  EXPECT_EQ(X509_cmp(anchors[1].get(), &other_.root()), 0);
}

TEST_F(TrustFiles, JavaStoreTakesOverAStoreOfJks) {
  // Empty, version 2.
  WriteFile(temp_ / "base.jks", std::string("\xFE\xED\xFE\xED\0\0\0\2\0\0\0\0", 12));

  EXPECT_THAT(JavaAnchors(temp_ / "base.jks"), SizeIs(1));
}

TEST_F(TrustFiles, JavaStoreOfADamagedBaseIsRefused) {
  WriteFile(temp_ / "base.pem", other_root_.substr(0, 200));
  EXPECT_THAT(ErrorOf(WriteJavaTrustStore(store_, authority_, temp_ / "base.pem")),
              HasSubstr("a certificate cannot be read, OpenSSL says "));
  WriteFile(temp_ / "base.jks", "\xFE\xED\xFE\xED");
  EXPECT_THAT(ErrorOf(WriteJavaTrustStore(store_, authority_, temp_ / "base.jks")),
              HasSubstr("its version is not known"));
}

TEST_F(TrustFiles, BaseMayBe16MiBLarge) {
  constexpr uintmax_t kLargest = uintmax_t{16} * 1024 * 1024;
  WriteFile(temp_ / "base.pem", other_root_ + "\n");
  fs::resize_file(temp_ / "base.pem", kLargest);
  EXPECT_EQ(ErrorOf(WriteTrustBundle(store_, authority_, temp_ / "base.pem")), "");

  fs::resize_file(temp_ / "base.pem", kLargest + 1);
  EXPECT_THAT(ErrorOf(WriteTrustBundle(store_, authority_, temp_ / "base.pem")),
              HasSubstr("it is larger than 16777216 bytes"));
}

TEST_F(TrustFiles, JavaAnchorsAreThoseOfTheJavaHome) {
  fs::create_directories(temp_ / "home/lib/security");
  WriteFile(temp_ / "home/lib/security/cacerts", "");

  EXPECT_EQ(FindJavaAnchors((temp_ / "home").native(), ""), temp_ / "home/lib/security/cacerts");

  WriteFile(temp_ / "home/lib/security/jssecacerts", "");
  EXPECT_EQ(FindJavaAnchors((temp_ / "home").native(), ""),
            temp_ / "home/lib/security/jssecacerts");
}

TEST_F(TrustFiles, JavaAnchorsAreThoseOfTheFirstJavaInThePath) {
  fs::create_directories(temp_ / "jdk8/jre/lib/security");
  fs::create_directories(temp_ / "jdk8/bin");
  fs::create_directories(temp_ / "bin");
  WriteFile(temp_ / "jdk8/jre/lib/security/cacerts", "");
  WriteFile(temp_ / "jdk8/bin/java", "");
  fs::create_symlink(temp_ / "jdk8/bin/java", temp_ / "bin/java");
  const std::string path = (temp_ / "absent").native() + ":" + (temp_ / "bin").native();

  const auto found = FindJavaAnchors("", path);

  ASSERT_TRUE(found);
  EXPECT_TRUE(fs::equivalent(*found, temp_ / "jdk8/jre/lib/security/cacerts"));
}

TEST_F(TrustFiles, SystemBundleIsAFileIfThereIsOne) {
  const auto bundle = FindSystemBundle();
  if (!bundle) GTEST_SKIP() << "this system has no bundle of certificates";

  EXPECT_THAT(ReadFile(*bundle), HasSubstr("-----BEGIN CERTIFICATE-----"));
}

}  // namespace
}  // namespace osslens::intercept
