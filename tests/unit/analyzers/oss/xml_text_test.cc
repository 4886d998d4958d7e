#include "analyzers/oss/xml_text.h"

#include <gtest/gtest.h>

namespace osslens::oss {
namespace {

TEST(XmlText, FindsAllElementsOfAName) {
  EXPECT_EQ(ElementTexts("<A><B> 1 </B><C><B>2</B></C><B>3", "B"),
            (std::vector<std::string>{"1", "2"}));
  EXPECT_TRUE(ElementTexts("<A/>", "B").empty());
}

TEST(XmlText, KnowsAWholeDocument) {
  EXPECT_TRUE(is_well_formed_xml("<?xml version=\"1.0\"?><A><B/></A>"));
  EXPECT_FALSE(is_well_formed_xml("<A><B></A>"));
  EXPECT_FALSE(is_well_formed_xml("text"));
  EXPECT_FALSE(is_well_formed_xml(""));
}

}  // namespace
}  // namespace osslens::oss
