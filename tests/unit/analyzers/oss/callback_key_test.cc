#include "analyzers/oss/callback_key.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

TEST(CallbackKey, RefusesWhatIsNoPublicRsaKey) {
  EXPECT_EQ(CallbackKey::Parse("").error().message,
            "the key is no public key in PEM form (BEGIN PUBLIC KEY)");
  EXPECT_EQ(CallbackKey::Parse("-----BEGIN PRIVATE KEY-----\n").error().message,
            "the key is a private one; to check callbacks the public key is needed");
  // A key on the curve P-256.
  EXPECT_EQ(CallbackKey::Parse("-----BEGIN PUBLIC KEY-----\n"
                               "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6d3mCOOwCkTJTjKFIabPAvWv62cd\n"
                               "KNFLRFrXNv5XtJXM6iEovLGdo8DjWZwpzv2m1W7KEQ/OUE9QHzMNMCx+OQ==\n"
                               "-----END PUBLIC KEY-----\n")
                .error()
                .message,
            "the key is of another kind than RSA");
}

TEST(PathOfOfficialKey, IsThatOfOssOwnHostAlone) {
  EXPECT_EQ(PathOfOfficialKey("http://gosspublic.alicdn.com/callback_pub_key_v1.pem"),
            "/callback_pub_key_v1.pem");
  EXPECT_EQ(PathOfOfficialKey("https://gosspublic.alicdn.com/a?b"), "/a?b");
  for (const char* url :
       {"", "http://gosspublic.alicdn.com", "http://gosspublic.alicdn.com.evil.example/k.pem",
        "http://gosspublic.alicdn.com@evil.example/k.pem", "http://gosspublic.alicdn.com:80/k.pem",
        "ftp://gosspublic.alicdn.com/k.pem", " http://gosspublic.alicdn.com/k.pem"}) {
    EXPECT_EQ(PathOfOfficialKey(url), "") << url;
  }
}

}  // namespace
}  // namespace osslens::oss
