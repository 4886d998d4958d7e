#include "web/server/request_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace osslens::web {
namespace {

// The outcomes of all bytes as text, one line each.
std::string ReadInPieces(const std::string& bytes, size_t piece_bytes,
                         const RequestLimits& limits = {}) {
  RequestReader reader(limits);
  std::string log;
  for (size_t begin = 0; begin < bytes.size(); begin += piece_bytes) {
    std::string_view rest = std::string_view(bytes).substr(begin, piece_bytes);
    for (;;) {
      const auto outcome = reader.Read(rest);
      if (std::holds_alternative<std::monostate>(outcome)) break;
      if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
        return log + "refusal " + std::to_string(refusal->status) + "\n";
      }
      const auto& request = std::get<Request>(outcome);
      log += request.method + " " + request.path + (request.keep_alive ? "\n" : " close\n");
    }
  }
  return log;
}

std::string ReadHoweverCut(const std::string& bytes, const RequestLimits& limits = {}) {
  const std::string whole = ReadInPieces(bytes, bytes.size(), limits);
  for (size_t piece_bytes = 1; piece_bytes < bytes.size(); ++piece_bytes) {
    EXPECT_EQ(ReadInPieces(bytes, piece_bytes, limits), whole) << "in pieces of " << piece_bytes;
  }
  return whole;
}

TEST(RequestReader, ReadsPipelinedRequestsHoweverTheyAreCut) {
  EXPECT_EQ(ReadHoweverCut("GET / HTTP/1.1\r\nHost: a\r\n\r\n"
                           "DELETE /x?y HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                           "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
            "GET /\nDELETE /x\nGET /last close\n");
}

TEST(RequestReader, ReadsBodiesUpToTheLimit) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(ReadHoweverCut(head + "Content-Length: 4\r\n\r\nabcd", {.body_bytes = 4}), "GET /\n");
  EXPECT_EQ(ReadHoweverCut(head + "Content-Length: 5\r\n\r\nabcde", {.body_bytes = 4}),
            "refusal 413\n");
  EXPECT_EQ(ReadHoweverCut(head + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
                           {.body_bytes = 4}),
            "refusal 413\n");
}

// The bodies, as far as calls at /take take them.
std::vector<std::string> BodiesOf(const std::string& bytes, size_t piece_bytes,
                                  const RequestLimits& limits) {
  RequestReader reader(limits, [](const Request& request) { return request.path == "/take"; });
  std::vector<std::string> bodies;
  for (size_t begin = 0; begin < bytes.size(); begin += piece_bytes) {
    std::string_view rest = std::string_view(bytes).substr(begin, piece_bytes);
    for (;;) {
      const auto outcome = reader.Read(rest);
      if (std::holds_alternative<std::monostate>(outcome)) break;
      if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
        bodies.push_back(std::to_string(refusal->status));
        return bodies;
      }
      bodies.push_back(std::get<Request>(outcome).body);
    }
  }
  return bodies;
}

TEST(RequestReader, KeepsTheBodiesOfCallsThatTakeThem) {
  const std::string bytes =
      "POST /take HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nabcdefgh"
      "POST /leave HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy"
      "POST /take HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2\r\nij\r\n1\r\nk\r\n0\r\n\r\n"
      "GET /take HTTP/1.1\r\nHost: a\r\n\r\n";
  const RequestLimits limits{.body_bytes = 4, .taken_body_bytes = 8};
  for (size_t piece_bytes = 1; piece_bytes <= bytes.size(); ++piece_bytes) {
    EXPECT_EQ(BodiesOf(bytes, piece_bytes, limits),
              (std::vector<std::string>{"abcdefgh", "", "ijk", ""}))
        << "in pieces of " << piece_bytes;
  }
}

TEST(RequestReader, RefusesABodyAboveTheLimitOfItsCall) {
  const RequestLimits limits{.body_bytes = 4, .taken_body_bytes = 8};
  const std::string head = " HTTP/1.1\r\nHost: a\r\nContent-Length: ";
  EXPECT_EQ(BodiesOf("POST /take" + head + "9\r\n\r\nabcdefghi", 100, limits),
            std::vector<std::string>{"413"});
  EXPECT_EQ(BodiesOf("POST /leave" + head + "5\r\n\r\nabcde", 100, limits),
            std::vector<std::string>{"413"});
}

TEST(RequestReader, RefusesHeadsAboveTheLimit) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  EXPECT_EQ(ReadHoweverCut(head, {.head_bytes = head.size()}), "GET /\n");
  EXPECT_EQ(ReadHoweverCut(head, {.head_bytes = head.size() - 1}), "refusal 431\n");
}

TEST(RequestReader, RefusesWhatIsNotHttp) {
  EXPECT_EQ(ReadHoweverCut("\x16\x03\x01\r\n\r\n"), "refusal 400\n");
}

TEST(RequestReader, RefusesTargetsThatAreNoPath) {
  EXPECT_EQ(ReadHoweverCut("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), "refusal 400\n");
  EXPECT_EQ(ReadHoweverCut("CONNECT oss.example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n"),
            "refusal 400\n");
}

TEST(RequestReader, IsIdleBetweenRequests) {
  RequestReader reader({});
  std::string_view bytes = "GET / HT";
  EXPECT_TRUE(reader.is_idle());
  static_cast<void>(reader.Read(bytes));
  EXPECT_FALSE(reader.is_idle());
  bytes = "TP/1.1\r\nHost: a\r\n\r\n";
  static_cast<void>(reader.Read(bytes));
  EXPECT_TRUE(reader.is_idle());
}

}  // namespace
}  // namespace osslens::web
