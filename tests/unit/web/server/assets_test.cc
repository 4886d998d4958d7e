#include "web/server/assets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "tests/unit/web/server/web_request.h"

namespace osslens::web {
namespace {

constexpr std::array kTestAssets{
    Asset{"/", "text/html; charset=utf-8", "\"page\"", "<html>", "zipped", "brotli"},
    Asset{"/assets/a-1f.js", "text/javascript", "\"code\"", "code", "", ""},
};

Response Serve(const Asset& asset, const std::string& field_lines) {
  return ServeAsset(asset, ParseRequest("GET", asset.path, "Host: a\r\n" + field_lines));
}

std::string Value(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.fields) {
    if (key == name) return value;
  }
  return "none";
}

TEST(Assets, AreFoundByTheirExactPath) {
  EXPECT_EQ(FindAsset(kTestAssets, "/"), &kTestAssets[0]);
  EXPECT_EQ(FindAsset(kTestAssets, "/assets/a-1f.js"), &kTestAssets[1]);
  EXPECT_EQ(FindAsset(kTestAssets, "/assets/"), nullptr);
  EXPECT_EQ(FindAsset(kTestAssets, "/assets/../"), nullptr);
}

TEST(Assets, AreServedInTheSmallestFormThatIsAccepted) {
  EXPECT_EQ(Serve(kTestAssets[0], "Accept-Encoding: gzip, deflate, br\r\n").content(), "brotli");
  EXPECT_EQ(Serve(kTestAssets[0], "Accept-Encoding: gzip\r\n").content(), "zipped");
  EXPECT_EQ(Serve(kTestAssets[0], "").content(), "<html>");
  EXPECT_EQ(Serve(kTestAssets[1], "Accept-Encoding: br\r\n").content(), "code");
}

TEST(Assets, NameTheirCoding) {
  EXPECT_EQ(Value(Serve(kTestAssets[0], "Accept-Encoding: br\r\n"), "Content-Encoding"), "br");
  EXPECT_EQ(Value(Serve(kTestAssets[0], ""), "Content-Encoding"), "none");
  EXPECT_EQ(Value(Serve(kTestAssets[0], ""), "Vary"), "Accept-Encoding");
}

TEST(Assets, AreKeptForEverOnlyWhenTheirNameChangesWithThem) {
  EXPECT_EQ(Value(Serve(kTestAssets[0], ""), "Cache-Control"), "no-cache");
  EXPECT_EQ(Value(Serve(kTestAssets[1], ""), "Cache-Control"),
            "public, max-age=31536000, immutable");
}

TEST(Assets, AreNotSentAgainToThoseWhoHaveThem) {
  const Response known = Serve(kTestAssets[0], "If-None-Match: \"other\", W/\"page\"\r\n");
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.content(), "");
  EXPECT_EQ(Serve(kTestAssets[0], "If-None-Match: \"other\"\r\n").status, 200);
  EXPECT_EQ(Serve(kTestAssets[0], "If-None-Match: *\r\n").status, 304);
}

TEST(AcceptsCoding, ReadsWeightsAndTheStar) {
  EXPECT_TRUE(AcceptsCoding("gzip, BR;q=0.5", "br"));
  EXPECT_FALSE(AcceptsCoding("gzip, br;q=0", "br"));
  EXPECT_FALSE(AcceptsCoding("br; q=0.000", "br"));
  EXPECT_TRUE(AcceptsCoding("*", "br"));
  EXPECT_FALSE(AcceptsCoding("*;q=0", "br"));
  EXPECT_TRUE(AcceptsCoding("*;q=0, br", "br"));
  EXPECT_FALSE(AcceptsCoding("", "br"));
  EXPECT_FALSE(AcceptsCoding("brotli", "br"));
}

}  // namespace
}  // namespace osslens::web
