#include <gtest/gtest.h>

#include "tests/unit/analyzers/wire_case.h"

namespace osslens::analyzers {
namespace {

using nlohmann::json;

json Put(const std::string& body) { return {{"method", "PUT"}, {"body", body}}; }

TEST(BodySources, CountBytes) {
  json words = Put("12345");
  words["headers"] = {{"Content-Length", "9"}};
  EXPECT_TRUE(CheckHolds("length is 9 and passed is 5 and passed below length", words));
  EXPECT_TRUE(CheckHolds("no empty-body", words));
  EXPECT_TRUE(CheckHolds("empty-body and no length", {}));
}

TEST(BodySources, DigestOnlyWholeBodies) {
  json words = Put("123456789");
  EXPECT_TRUE(CheckHolds("body-md5 is JfnnlDI7RTiF9RgfG2JNCw==", words));
  EXPECT_TRUE(CheckHolds("body-crc64 is 11051210869376104954", words));
  words["length"] = 10;
  EXPECT_TRUE(CheckHolds("no body-md5 and no body-crc64", words));
}

TEST(BodySources, RecogniseADigestOfTheWrongSize) {
  const auto with_md5 = [](const char* value) {
    return json{{"headers", {{"Content-MD5", value}}}};
  };
  EXPECT_FALSE(CheckHolds("odd-md5", with_md5("JfnnlDI7RTiF9RgfG2JNCw==")));
  EXPECT_TRUE(CheckHolds("odd-md5", with_md5("MjVmOWU3OTQzMjNiNDUzODg1ZjUxODFmMWI2MjRkMGI=")));
  EXPECT_TRUE(CheckHolds("odd-md5", with_md5("25f9e794323b4538")));
  EXPECT_FALSE(CheckHolds("odd-md5", {}));
}

TEST(BodySources, ReadXml) {
  const json words = Put("<A><Status> Enabled </Status><B>1</B><B>2</B></A>");
  EXPECT_TRUE(CheckHolds("xml Status is Enabled and xml-count B is 2 and no broken-xml", words));
  EXPECT_TRUE(CheckHolds("broken-xml", Put("<A><B></A>")));
  json cut = Put("<A><B>");
  cut["length"] = 100;
  EXPECT_TRUE(CheckHolds("no broken-xml and no xml-count B", cut));
}

TEST(BodySources, FindThePartThatIsOutOfOrder) {
  const auto parts = [](const char* a, const char* b) {
    return Put(std::string("<C><PartNumber>") + a + "</PartNumber><PartNumber>" + b +
               "</PartNumber></C>");
  };
  EXPECT_TRUE(CheckHolds("part-out-of-order is 2", parts("3", "2")));
  EXPECT_TRUE(CheckHolds("part-out-of-order", parts("2", "2")));
  EXPECT_FALSE(CheckHolds("part-out-of-order", parts("2", "10")));
  EXPECT_FALSE(CheckHolds("part-out-of-order", parts("2", "x")));
}

TEST(BodySources, CountImageSteps) {
  EXPECT_TRUE(CheckHolds("image-steps is 2",
                         json{{"target", "/k?x-oss-process=image/resize,w_1/rotate,90"}}));
  EXPECT_FALSE(CheckHolds("image-steps", json{{"target", "/k?x-oss-process=style/a"}}));
}

}  // namespace
}  // namespace osslens::analyzers
