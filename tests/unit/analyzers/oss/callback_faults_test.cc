// Single faults are shown by the fixtures of callback-parameter-fault and callback-parameter-doubtful; here is what several
// together give, and input of bad intent.
#include "analyzers/oss/callback_faults.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace osslens::oss {
namespace {

CallbackText Text(std::string_view callback, std::string_view variables = "") {
  CallbackText text;
  text.callback = Base64Encode(callback);
  if (!variables.empty()) text.variables = Base64Encode(variables);
  return text;
}

std::string Words(const CallbackText& text) {
  std::string words;
  for (const CallbackFault& fault : FindCallbackFaults(text))
    words += (words.empty() ? "" : " ") + std::string(ToWord(fault.kind)) +
             (fault.member.empty() ? "" : "/" + fault.member);
  return words;
}

TEST(FindCallbackFaults, FindsNothingInGoodParameters) {
  EXPECT_EQ(
      Words(Text(R"({"callbackUrl":"a.example:80/n;https://b.example/","callbackHost":"a.example",
      "callbackBody":"{\"o\":${object},\"u\":${x:uid}}","callbackBodyType":"application/json",
      "callbackSNI":true,"additionalHeaders":{"x-a":"1"}})",
                 R"({"x:uid":"1"})")),
      "");
}

TEST(FindCallbackFaults, ListsAllOfThemThoseThatOssRefusesFirst) {
  EXPECT_EQ(Words(Text(R"({"callbackurl":"https://a.example/","callbackUrl":"https://10.0.0.1/",
      "callbackBody":"o=${objct}&a=$(etag)&u=${x:uid}","callbackSNI":1})",
                       R"({"uid":"1","x:Other":"2"})")),
            "url-private/callbackUrl variable-form/callbackBody sni-no-boolean/callbackSNI "
            "variable-name/uid https-without-sni/callbackSNI unknown-key/callbackurl "
            "variable-capitals/x:Other variable-unknown/objct variable-undefined/x:uid "
            "variable-unused/x:Other");
}

TEST(FindCallbackFaults, MissesNoVariableOfAFormThatWasNotCapturedWhole) {
  CallbackText text = Text(R"({"callbackUrl":"a.example","callbackBody":"u=${x:uid}"})");
  text.place = CallbackPlace::kForm;
  EXPECT_EQ(Words(text), "variable-undefined/x:uid");
  text.has_all_variables = false;
  EXPECT_EQ(Words(text), "");
}

TEST(FindCallbackFaults, SaysHowItShouldBe) {
  CallbackText text;
  text.callback = R"({"callbackUrl":"http://a.example/","callbackBody":"a"})";
  const auto faults = FindCallbackFaults(text);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].corrected, Base64Encode(text.callback));
}

TEST(FindCallbackFaults, TakesVariablesOfAFormFromItsFields) {
  CallbackText text = Text(R"({"callbackUrl":"http://a.example/","callbackBody":"u=${x:uid}"})");
  text.place = CallbackPlace::kForm;
  EXPECT_EQ(Words(text), "variable-undefined/x:uid");
  text.form_variables = {{"x:uid", "1"}};
  EXPECT_EQ(Words(text), "");
}

TEST(FindCallbackFaults, KnowsTheLimitOfTheParameter) {
  CallbackText text = Text(R"({"callbackUrl":"http://a.example/","callbackBody":"a"})");
  text.variables = std::string(5120, 'A');
  EXPECT_EQ(Words(text).find("too-long"), std::string::npos);
  text.variables += "AAAA";
  EXPECT_NE(Words(text).find("too-long"), std::string::npos);
}

TEST(FindCallbackFaults, KnowsPortsOfUrls) {
  for (const auto& [url, words] : std::map<std::string, std::string>{
           {"a.example:65535", ""},
           {"a.example:65536", "url-invalid/callbackUrl"},
           {"a.example:0", "url-invalid/callbackUrl"},
           {"a.example:", "url-invalid/callbackUrl"},
           {"ftp://a.example/", "url-invalid/callbackUrl"},
           {"http://\xE4\xBE\x8B.example/", "url-invalid/callbackUrl"}}) {
    EXPECT_EQ(Words(Text(R"({"callbackBody":"a","callbackUrl":")" + url + "\"}")), words) << url;
  }
}

TEST(FindCallbackFaults, IsNotHurtByDepth) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(Words(Text(R"({"callbackUrl":)" + deep + "}")), "too-long");
  EXPECT_EQ(Words(Text(std::string(200'000, '['))), "too-long not-json/cut-short");
}

}  // namespace
}  // namespace osslens::oss
