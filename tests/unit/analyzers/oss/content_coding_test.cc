#include "analyzers/oss/content_coding.h"

#include <brotli/encode.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace osslens::oss {
namespace {

std::string Gzip(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 1000, '\0');
  std::string in(text);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Brotli(std::string_view text) {
  std::string out(text.size() + 1000, '\0');
  size_t size = out.size();
  BrotliEncoderCompress(5, 22, BROTLI_MODE_TEXT, text.size(),
                        reinterpret_cast<const uint8_t*>(text.data()), &size,
                        reinterpret_cast<uint8_t*>(out.data()));
  out.resize(size);
  return out;
}

std::string Varied() {
  std::string text;
  for (int i = 0; i < 500; ++i) text += std::to_string(i * i * 7919) + ",";
  return text;
}

TEST(ContentCoding, UndoesGzipAndBrotli) {
  EXPECT_EQ(DecodeContent("gzip", Gzip("<Error/>"), 100), "<Error/>");
  EXPECT_EQ(DecodeContent(" BR", Brotli("<Error/>"), 100), "<Error/>");
  EXPECT_EQ(DecodeContent("", "plain", 100), "plain");
  EXPECT_EQ(DecodeContent("identity", "plain", 3), "pla");
}

TEST(ContentCoding, GivesTheBeginningOfACutBody) {
  const std::string whole = Varied();
  const std::string packed = Gzip(whole);
  const auto decoded =
      DecodeContent("gzip", std::string_view(packed).substr(0, packed.size() / 2), 1 << 16);
  ASSERT_TRUE(decoded);
  EXPECT_GT(decoded->size(), 10U);
  EXPECT_LT(decoded->size(), whole.size());
  EXPECT_TRUE(whole.starts_with(*decoded));
}

TEST(ContentCoding, StopsAtTheLimit) {
  const std::string packed = Gzip(std::string(1 << 20, 'a'));
  EXPECT_EQ(DecodeContent("gzip", packed, 1000)->size(), 1000U);
  EXPECT_EQ(DecodeContent("br", Brotli(std::string(1 << 20, 'a')), 1000)->size(), 1000U);
}

TEST(ContentCoding, RefusesOtherBytesAndCodings) {
  EXPECT_FALSE(DecodeContent("gzip", "<Error></Error>", 100));
  EXPECT_FALSE(DecodeContent("zstd", "x", 100));
}

}  // namespace
}  // namespace osslens::oss
