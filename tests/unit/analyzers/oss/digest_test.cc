#include "analyzers/oss/digest.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace osslens::oss {
namespace {

std::string BytesOf(const std::string& hex) {
  std::string escaped;
  for (size_t i = 0; i < hex.size(); i += 2) escaped.append("%").append(hex, i, 2);
  return PercentDecode(escaped);
}

TEST(Digest, Crc64AgreesWithTheVectorsInDecimal) {
  std::ifstream file(OSSLENS_FIXTURES "/vectors/crc64.json");
  const nlohmann::json vectors = nlohmann::json::parse(file);
  for (const auto& vector : vectors.at("vectors")) {
    const std::string bytes = BytesOf(vector.at("input_hex"));
    EXPECT_EQ(std::to_string(Crc64(bytes)), vector.at("crc_decimal").get<std::string>())
        << vector.dump();
  }
}

TEST(Digest, Crc64GoesOnFromThePartBefore) {
  EXPECT_EQ(Crc64("56789", Crc64("1234")), 0x995DC9BBDF1939FAULL);
}

TEST(Digest, Crc64OfPartsCombineToThatOfTheWhole) {
  std::ifstream file(OSSLENS_FIXTURES "/vectors/crc64.json");
  const nlohmann::json vectors = nlohmann::json::parse(file);
  for (const auto& vector : vectors.at("combine")) {
    const auto number = [&vector](const char* name) {
      return std::stoull(vector.at(name).get<std::string>(), nullptr, 16);
    };
    const auto length = vector.at("length2").get<uint64_t>();
    EXPECT_EQ(Crc64Combine(number("crc1_hex"), number("crc2_hex"), length), number("combined_hex"))
        << vector.dump();
  }
}

TEST(Digest, Crc64CombinesAtEveryCut) {
  const std::string text = "The quick brown fox jumps over the lazy dog";
  for (size_t cut = 0; cut <= text.size(); ++cut) {
    const std::string_view front = std::string_view(text).substr(0, cut);
    const std::string_view back = std::string_view(text).substr(cut);
    EXPECT_EQ(Crc64Combine(Crc64(front), Crc64(back), back.size()), Crc64(text)) << cut;
  }
}

TEST(Digest, Crc64CombinesPartsLargerThanMemory) {
  // A gigabyte of zero bytes in two ways: as one map, and doubled thirty times.
  uint64_t zeros = Crc64(std::string(1, '\0'));
  for (uint64_t bytes = 1; bytes < (uint64_t{1} << 30); bytes *= 2) {
    zeros = Crc64Combine(zeros, zeros, bytes);
  }
  const uint64_t half = Crc64Combine(Crc64("a"), zeros, uint64_t{1} << 30);
  EXPECT_EQ(Crc64Combine(half, Crc64("b"), 1),
            Crc64Combine(Crc64("a"), Crc64Combine(zeros, Crc64("b"), 1), (uint64_t{1} << 30) + 1));
}

TEST(Digest, Md5OfNothing) { EXPECT_EQ(Hex(Md5("")), "d41d8cd98f00b204e9800998ecf8427e"); }

TEST(Digest, Sha256OfAbc) {
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, HmacsAgreeWithRfc2202AndRfc4231) {
  const Secret key(std::string("Jefe"));
  const std::string_view text = "what do ya want for nothing?";
  EXPECT_EQ(Hex(HmacSha1(key, text)), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(Hex(HmacSha256(key, text).reveal()),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

}  // namespace
}  // namespace osslens::oss
