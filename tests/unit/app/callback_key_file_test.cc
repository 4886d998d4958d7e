#include "app/callback_key_file.h"

#include <gtest/gtest.h>

#include "tests/support/temp_directory.h"

namespace osslens::app {
namespace {

TEST(ReadCallbackKey, ReadsAPublicKey) {
  EXPECT_TRUE(
      ReadCallbackKey(OSSLENS_FIXTURES "/rules/callback-signature-invalid/miss-valid/key.pem"));
}

TEST(ReadCallbackKey, NamesTheFile) {
  const TempDirectory directory;
  const std::string path = (directory / "key.pem").string();
  EXPECT_EQ(ReadCallbackKey(path).error().message, "cannot read " + path);
  WriteFile(path, "no key");
  EXPECT_EQ(ReadCallbackKey(path).error().message,
            path + ": the key is no public key in PEM form (BEGIN PUBLIC KEY)");
}

}  // namespace
}  // namespace osslens::app
