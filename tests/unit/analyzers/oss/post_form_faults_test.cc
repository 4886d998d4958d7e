#include "analyzers/oss/post_form_faults.h"

#include <gtest/gtest.h>

#include <set>

namespace osslens::oss {
namespace {

std::string Part(const std::string& name, const std::string& value) {
  return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

std::string Words(const std::string& body, bool is_whole = true) {
  std::string words;
  const PostForm form = ReadPostForm("multipart/form-data; boundary=B", body, is_whole);
  for (const FormFault& fault : FindFormFaults(form, {"", body, is_whole}))
    words += std::string(words.empty() ? "" : " ") + ToWord(fault.kind);
  return words;
}

// The fixtures of the rules show one of each kind; here is what they do not show.
TEST(FormFaults, AreNoneInAFormThatIsComplete) {
  const std::string v4 =
      Part("key", "a") + Part("policy", "p") + Part("x-oss-signature-version", "OSS4-HMAC-SHA256") +
      Part("x-oss-credential", "c") + Part("x-oss-date", "d") + Part("x-oss-signature", "s");
  EXPECT_EQ(Words(v4 + Part("file", "1") + Part("submit", "x") + "--B--\r\n"), "");
  EXPECT_EQ(Words(Part("Key", "a") + Part("FILE", "1") + "--B--"), "");
}

TEST(FormFaults, MeasureAKeyThatIsSentAsItIs) {
  const std::string file = Part("file", "1") + "--B--";
  EXPECT_EQ(Words(Part("key", std::string(1023, 'k')) + file), "");
  EXPECT_EQ(Words(Part("key", std::string(1024, 'k')) + file), "key-too-long");
  EXPECT_EQ(Words(Part("key", std::string(1020, 'k') + "${filename}") + file), "");
}

TEST(FormFaults, SayNothingOfWhatWasNotCaptured) {
  EXPECT_EQ(Words(Part("OSSAccessKeyId", "a"), false), "");
  EXPECT_EQ(Words("--B", false), "");
  EXPECT_EQ(Words("", false), "");
}

TEST(FormFaults, ListWhatOssRefusesFirst) {
  EXPECT_EQ(Words(Part("success_action_status", "1") + Part("file", "1") + "--B--"),
            "key-missing status-unknown");
  EXPECT_EQ(Words(Part("policy", "p") + Part("file", "1") + Part("Signature", "s") + "--B--"),
            "key-missing credential-missing credential-late");
}

TEST(FormFaults, HaveWordsOfTheirOwn) {
  std::set<std::string> words;
  for (int i = 0; i <= static_cast<int>(FormFaultKind::kLongField); ++i)
    EXPECT_TRUE(words.insert(ToWord(static_cast<FormFaultKind>(i))).second);
}

}  // namespace
}  // namespace osslens::oss
