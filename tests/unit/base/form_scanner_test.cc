#include "base/form_scanner.h"

#include <gtest/gtest.h>

namespace osslens {
namespace {

const std::string kBody =
    "--B\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na/b\r\n"
    "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x;\\\"y\"\r\n"
    "Content-Type: text/plain\r\n\r\n12\r\r\n-\r\n--C\r\n345\r\n"
    "--B\r\n\r\nnameless\r\n--B--\r\nrest";

FormOutline Read(std::string_view body, size_t piece, std::string_view boundary = "B") {
  FormScanner scanner(boundary);
  for (size_t at = 0; at < body.size(); at += piece) scanner.Feed(body.substr(at, piece));
  return scanner.Finish(true);
}

std::string Summary(const FormOutline& outline) {
  std::string text;
  for (const FormPart& part : outline.parts) {
    text += part.name + "|" + part.filename + "|" + part.type + "|" + std::to_string(part.head_at) +
            "|" + std::to_string(part.value_at) + "|" + std::to_string(part.value_bytes) +
            (part.whole ? "\n" : "?\n");
  }
  text += std::to_string(outline.part_count) + " " + std::to_string(outline.file_count) + " " +
          std::to_string(outline.closed_at.value_or(0));
  if (outline.broken_at) {
    text += " broken " + std::to_string(static_cast<int>(outline.broken_at->kind)) + " at " +
            std::to_string(outline.broken_at->at);
  }
  return text;
}

FormBreak BreakOf(const std::string& body) {
  return Read(body, body.size()).broken_at.value_or(FormBreak{FormBreakKind::kBoundaryTooLong, 99});
}

TEST(FormBoundary, IsReadFromTheContentType) {
  EXPECT_EQ(FormBoundary("multipart/form-data; boundary=\"a b\"; charset=x"), "a b");
  EXPECT_EQ(FormBoundary("Multipart/Form-Data;charset=x; Boundary=ab ; y"), "ab");
  EXPECT_EQ(FormBoundary("multipart/form-data"), "");
  EXPECT_EQ(FormBoundary("multipart/mixed; boundary=a"), std::nullopt);
  EXPECT_EQ(FormBoundary(""), std::nullopt);
}

TEST(FormScanner, ReadsPartsWithTheirPlaces) {
  const FormOutline outline = Read(kBody, kBody.size());
  ASSERT_EQ(outline.parts.size(), 3U);
  EXPECT_EQ(outline.parts[0].value_at, kBody.find("a/b"));
  EXPECT_EQ(outline.parts[1].filename, "x;\"y");
  EXPECT_EQ(outline.parts[1].value_bytes, std::string("12\r\r\n-\r\n--C\r\n345").size());
  EXPECT_EQ(outline.parts[2].name, "");
  EXPECT_EQ(outline.closed_at, kBody.find("rest") - 2);
  EXPECT_EQ(outline.body_bytes, kBody.size());
}

TEST(FormScanner, ReadsTheSameInPiecesOfAnySize) {
  const std::string whole = Summary(Read(kBody, kBody.size()));
  for (size_t piece = 1; piece < kBody.size(); ++piece) {
    EXPECT_EQ(Summary(Read(kBody, piece)), whole) << piece;
  }
}

TEST(FormScanner, SaysWhereAFormBreaks) {
  EXPECT_EQ(BreakOf("--C\r\n").kind, FormBreakKind::kNoStart);
  EXPECT_EQ(BreakOf("--B\nContent").kind, FormBreakKind::kBareLineFeed);
  EXPECT_EQ(BreakOf("--B\nContent").at, 3U);
  EXPECT_EQ(BreakOf("--B\r\nA: b\n\nc").kind, FormBreakKind::kBareLineFeed);
  EXPECT_EQ(BreakOf("--Bxy").kind, FormBreakKind::kBoundaryTail);
  EXPECT_EQ(BreakOf("--B\r\n" + std::string(30'000, 'h')).kind, FormBreakKind::kHeadTooLong);
  EXPECT_EQ(BreakOf("--B\r\n\r\nvalue").kind, FormBreakKind::kUnterminated);
  EXPECT_EQ(BreakOf("--B\r\n\r\nvalue").at, 12U);
  EXPECT_EQ(BreakOf("--B\r\n\r\nvalue\r\n--B-").kind, FormBreakKind::kUnterminated);
}

TEST(FormScanner, CutAnywhereItKnowsWhatPassed) {
  for (size_t cut = 0; cut < kBody.size(); ++cut) {
    FormScanner scanner("B");
    scanner.Feed(std::string_view(kBody).substr(0, cut));
    const FormOutline outline = scanner.Finish(false);
    EXPECT_FALSE(outline.broken_at) << cut;
    for (const FormPart& part : outline.parts) {
      EXPECT_LE(part.value_at + part.value_bytes, cut);
    }
  }
}

TEST(FormScanner, CountsThePreamble) {
  EXPECT_EQ(Read("\r\n--B--", 3).start_at, 2U);
  EXPECT_EQ(Read("hello\r\n--B--", 2).start_at, 7U);
  EXPECT_TRUE(Read("hello\r\n--B--", 2).closed_at);
}

TEST(FormScanner, HoldsLittleOfManyParts) {
  std::string body;
  for (int i = 0; i < 5000; ++i)
    body += "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n";
  body += "--B\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n123\r\n--B--";
  const FormOutline outline = Read(body, 1000);
  EXPECT_EQ(outline.part_count, 5001U);
  ASSERT_EQ(outline.parts.size(), 201U);
  EXPECT_EQ(outline.parts.back().name, "file");
  EXPECT_EQ(outline.parts.back().value_bytes, 3U);
}

TEST(FormScanner, DoesNotReadWithAnEndlessBoundary) {
  const std::string boundary(1'000'000, 'b');
  const FormOutline outline = Read("--" + boundary + "--", 65536, boundary);
  ASSERT_TRUE(outline.broken_at);
  EXPECT_EQ(outline.broken_at->kind, FormBreakKind::kBoundaryTooLong);
  EXPECT_EQ(outline.body_bytes, boundary.size() + 4);
}

}  // namespace
}  // namespace osslens
