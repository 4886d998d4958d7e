#include "proxy/http/chunked_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace osslens::http {
namespace {

using Fault = ChunkedReader::Fault;

constexpr size_t kTrailerLimitBytes = 1024;
constexpr size_t kExtensionLimitBytes = 16 * 1024;

// What a reader makes of a body: the content and how it ended.
struct Outcome {
  std::string content;
  std::string trailers;
  size_t taken = 0;
  bool complete = false;
  bool refused = false;
  Fault fault = Fault::kMalformed;
  std::string sentence;
};

// Offers `bytes`, `piece_bytes` at a time, until the body ends or is refused.
Outcome ReadBody(ChunkedReader& reader, std::string_view bytes, size_t piece_bytes) {
  Outcome outcome;
  while (!reader.is_complete() && outcome.taken < bytes.size()) {
    std::vector<std::string_view> content;
    const Result<size_t> taken = reader.Take(bytes.substr(outcome.taken, piece_bytes), content);
    for (const std::string_view piece : content) outcome.content.append(piece);
    if (!taken) {
      outcome.refused = true;
      outcome.fault = reader.fault();
      outcome.sentence = taken.error().message;
      break;
    }
    outcome.taken += *taken;
  }
  outcome.complete = reader.is_complete();
  outcome.trailers = reader.trailers();
  return outcome;
}

Outcome ReadWhole(std::string_view bytes, size_t trailer_limit_bytes = kTrailerLimitBytes) {
  ChunkedReader reader(trailer_limit_bytes);
  return ReadBody(reader, bytes, bytes.size());
}

Outcome ReadByteByByte(std::string_view bytes, size_t trailer_limit_bytes = kTrailerLimitBytes) {
  ChunkedReader reader(trailer_limit_bytes);
  return ReadBody(reader, bytes, 1);
}

// "1;xxx" CRLF "A" and the rest of a body. What stands between the content before it and "A" is
// `run_bytes` long; before the first chunk stands no line end.
std::string ChunkBehindFraming(size_t run_bytes, bool first) {
  const std::string before = first ? "1;" : "\r\n1;";
  return before + std::string(run_bytes - before.size() - 2, 'x') + "\r\nA";
}

TEST(ChunkedReader, GivesTheContentWithoutTheFraming) {
  const Outcome outcome = ReadWhole("5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n");
  EXPECT_TRUE(outcome.complete);
  EXPECT_EQ(outcome.content, "hello world");
}

TEST(ChunkedReader, TakesNothingBehindTheEndOfTheBody) {
  EXPECT_EQ(ReadWhole("1\r\na\r\n0\r\n\r\nGET / HTTP/1.1").taken, 11U);
}

TEST(ChunkedReader, GivesViewsOfTheBytesItWasGiven) {
  ChunkedReader reader(kTrailerLimitBytes);
  const std::string bytes = "5\r\nhello\r\n";
  std::vector<std::string_view> content;
  ASSERT_TRUE(reader.Take(bytes, content));
  ASSERT_EQ(content.size(), 1U);
  EXPECT_EQ(content[0].data(), bytes.data() + 3);
}

TEST(ChunkedReader, AppendsToTheContentThatIsThere) {
  ChunkedReader reader(kTrailerLimitBytes);
  std::vector<std::string_view> content = {"before"};
  ASSERT_TRUE(reader.Take("1\r\na\r\n", content));
  ASSERT_EQ(content.size(), 2U);
  EXPECT_EQ(content[0], "before");
}

TEST(ChunkedReader, KeepsTheTrailersAsWritten) {
  EXPECT_EQ(ReadWhole("0\r\nA:  1\r\nb:\r\n\r\n").trailers, "A:  1\r\nb:\r\n");
}

TEST(ChunkedReader, HasNoTrailersMostOfTheTime) { EXPECT_EQ(ReadWhole("0\r\n\r\n").trailers, ""); }

TEST(ChunkedReader, ReadsTheNextBodyAfterReset) {
  ChunkedReader reader(kTrailerLimitBytes);
  ASSERT_TRUE(ReadBody(reader, "1\r\na\r\n0\r\nT: v\r\n\r\n", 100).complete);
  reader.Reset();
  EXPECT_FALSE(reader.is_complete());
  EXPECT_EQ(reader.trailers(), "");
  const Outcome second = ReadBody(reader, "1\r\nb\r\n0\r\n\r\n", 100);
  EXPECT_TRUE(second.complete);
  EXPECT_EQ(second.content, "b");
}

TEST(ChunkedReader, ReadsTheNextBodyAfterAFaultAndReset) {
  ChunkedReader reader(kTrailerLimitBytes);
  ASSERT_TRUE(ReadBody(reader, "ffffffffffffffff\r\n", 100).refused);
  reader.Reset();
  EXPECT_TRUE(ReadBody(reader, "1\r\nb\r\n0\r\n\r\n", 100).complete);
}

TEST(ChunkedReader, HandsOutTheContentBeforeAFaultFirst) {
  const Outcome outcome = ReadWhole("5\r\nhello\r\nG\r\n");
  EXPECT_EQ(outcome.content, "hello");
  EXPECT_TRUE(outcome.refused);
}

TEST(ChunkedReader, HandsOutTheContentBeforeAMalformedTrailerFirst) {
  const Outcome outcome = ReadWhole("5\r\nhello\r\n0\r\nX: y\n\r\n");
  EXPECT_EQ(outcome.content, "hello");
  EXPECT_TRUE(outcome.refused);
}

TEST(ChunkedReader, StaysRefused) {
  ChunkedReader reader(kTrailerLimitBytes);
  ASSERT_TRUE(ReadBody(reader, "G", 1).refused);
  EXPECT_TRUE(ReadBody(reader, "1\r\na\r\n0\r\n\r\n", 100).refused);
}

TEST(ChunkedReader, AcceptsTheLargestSize) {
  const Outcome outcome = ReadWhole("7fffffffffffffff\r\na");
  EXPECT_FALSE(outcome.refused);
  EXPECT_EQ(outcome.content, "a");
}

TEST(ChunkedReader, RefusesASizeOfOneMoreThanTheLargest) {
  const Outcome outcome = ReadWhole("8000000000000000\r\na");
  EXPECT_EQ(outcome.sentence, "the chunked body is malformed: Chunk size overflow");
  EXPECT_EQ(outcome.content, "");
}

TEST(ChunkedReader, RefusesASizeThatWrapsAround) {
  EXPECT_TRUE(ReadWhole("10000000000000001\r\na").refused);
}

TEST(ChunkedReader, AcceptsAFirstExtensionUpToTheLimit) {
  const std::string body = ChunkBehindFraming(kExtensionLimitBytes, true);
  EXPECT_EQ(ReadWhole(body).content, "A");
  EXPECT_EQ(ReadByteByByte(body).content, "A");
}

TEST(ChunkedReader, RefusesAFirstExtensionOfOneByteMore) {
  const std::string body = ChunkBehindFraming(kExtensionLimitBytes + 1, true);
  EXPECT_EQ(ReadWhole(body).fault, Fault::kExtensionTooLong);
  EXPECT_EQ(ReadWhole(body).content, "");
  EXPECT_EQ(ReadByteByByte(body).fault, Fault::kExtensionTooLong);
}

TEST(ChunkedReader, AcceptsALaterExtensionUpToTheLimit) {
  const std::string body = "1\r\nB" + ChunkBehindFraming(kExtensionLimitBytes, false);
  EXPECT_EQ(ReadWhole(body).content, "BA");
  EXPECT_EQ(ReadByteByByte(body).content, "BA");
}

TEST(ChunkedReader, RefusesALaterExtensionOfOneByteMoreBetweenTwoChunks) {
  const std::string body = "1\r\nB" + ChunkBehindFraming(kExtensionLimitBytes + 1, false);
  const Outcome outcome = ReadWhole(body + "\r\n0\r\n\r\n");
  EXPECT_EQ(outcome.fault, Fault::kExtensionTooLong);
  EXPECT_EQ(outcome.content, "B");
  EXPECT_EQ(ReadByteByByte(body).fault, Fault::kExtensionTooLong);
}

TEST(ChunkedReader, RefusesALongExtensionOfTheLastChunk) {
  const std::string body = "1\r\nB\r\n0;" + std::string(kExtensionLimitBytes, 'x') + "\r\n\r\n";
  EXPECT_EQ(ReadWhole(body).fault, Fault::kExtensionTooLong);
  EXPECT_EQ(ReadByteByByte(body).fault, Fault::kExtensionTooLong);
}

TEST(ChunkedReader, CountsEachExtensionForItself) {
  std::string body = ChunkBehindFraming(kExtensionLimitBytes, true);
  for (int i = 0; i < 3; ++i) body += ChunkBehindFraming(kExtensionLimitBytes, false);
  body += "\r\n0\r\n\r\n";
  EXPECT_TRUE(ReadWhole(body).complete);
  EXPECT_TRUE(ReadByteByByte(body).complete);
}

TEST(ChunkedReader, AcceptsATrailerSectionUpToTheLimit) {
  EXPECT_TRUE(ReadWhole("0\r\nA: 123\r\n\r\n", 10).complete);
  EXPECT_TRUE(ReadByteByByte("0\r\nA: 1\r\n\r\n", 8).complete);
}

TEST(ChunkedReader, RefusesATrailerSectionOfOneByteMore) {
  EXPECT_EQ(ReadWhole("0\r\nA: 123\r\n\r\n", 10).complete, true);
  const Outcome outcome = ReadWhole("0\r\nA: 1234\r\n\r\n", 10);
  EXPECT_EQ(outcome.fault, Fault::kTrailerTooLarge);
  EXPECT_EQ(outcome.sentence, "the trailer section is too large");
}

TEST(ChunkedReader, RefusesATrailerSectionThatIsARequest) {
  const Outcome outcome = ReadWhole("0\r\nGET /smuggled HTTP/1.1\r\nHost: b\r\n\r\n");
  EXPECT_FALSE(outcome.complete);
  EXPECT_EQ(outcome.fault, Fault::kMalformed);
  EXPECT_EQ(outcome.sentence, "line 1 of the trailer section has no colon");
}

}  // namespace
}  // namespace osslens::http
