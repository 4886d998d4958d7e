#include "proxy/tls/tls_context.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/unit/proxy/tls/tls_pair.h"

namespace osslens::tls {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(TlsContext, NamesAFileOfAnchorsThatIsNotThere) {
  const auto context = ClientContext::Create({.extra_ca_file = "/nowhere/ca.pem"});

  ASSERT_FALSE(context);
  EXPECT_THAT(context.error().message,
              StartsWith("/nowhere/ca.pem cannot be read as certificates in PEM form: "));
}

TEST(TlsContext, RefusesAFileWithoutACertificate) {
  const ScratchFile file;
  std::ofstream(file.path()) << "not a certificate\n";

  const auto context = ClientContext::Create({.extra_ca_file = file.path()});

  ASSERT_FALSE(context);
  EXPECT_THAT(context.error().message, HasSubstr(file.path().string()));
}

TEST(TlsContext, TakesTheCertificatesOfAFile) {
  const ScratchFile file;
  test::TestCa().WriteTo(file.path());

  EXPECT_TRUE(ClientContext::Create({.extra_ca_file = file.path()}));
}

}  // namespace
}  // namespace osslens::tls
