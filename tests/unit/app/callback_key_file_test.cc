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

TEST(ReadCallbackKey, TakesAFileOf64KiBAndNoLongerOne) {
  const TempDirectory directory;
  const std::string path = (directory / "key.pem").string();
  const std::string key =
      ReadFile(OSSLENS_FIXTURES "/rules/callback-signature-invalid/miss-valid/key.pem");
  const std::string padded = key + std::string(64 * 1024 - key.size(), '\n');
  WriteFile(path, padded);
  EXPECT_TRUE(ReadCallbackKey(path));
  WriteFile(path, padded + '\n');
  EXPECT_EQ(ReadCallbackKey(path).error().message,
            path + " is longer than 64 KiB, so it is no key");
}

}  // namespace
}  // namespace osslens::app
