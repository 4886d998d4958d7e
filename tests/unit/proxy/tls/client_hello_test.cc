#include "proxy/tls/client_hello.h"

#include <gtest/gtest.h>

#include "proxy/tls/session_cache.h"
#include "proxy/tls/tls_context.h"
#include "proxy/tls/tls_engine.h"

namespace osslens::tls {
namespace {

using Kind = HelloSight::Kind;

// As a real client writes it.
std::string RealHello(const std::string& name) {
  const auto context = ClientContext::Create({});
  SessionCache sessions;
  TlsOutput out;
  TlsEngine::ForClient(*context, name, name, sessions).value()->Start(out);
  return out.ciphertext;
}

std::string Number(size_t value, int bytes) {
  std::string text;
  while (bytes-- > 0) text += static_cast<char>(value >> (8 * bytes) & 0xFF);
  return text;
}
std::string Vector(const std::string& content, int length_bytes) {
  return Number(content.size(), length_bytes) + content;
}
std::string Record(const std::string& content) { return "\x16\x03\x01" + Vector(content, 2); }
std::string Message(const std::string& body) { return "\x01" + Vector(body, 3); }

std::string HelloBody(const std::string& extensions) {
  return "\x03\x03" + std::string(32, 'r') + Vector("", 1) + Vector("\x13\x01", 2) +
         Vector(std::string(1, '\0'), 1) + extensions;
}
std::string ServerName(const std::string& name) {
  const std::string list = Vector(std::string(1, '\0') + Vector(name, 2), 2);
  return Vector(Number(0, 2) + Vector(list, 2), 2);
}
std::string HelloFor(const std::string& name) {
  return Record(Message(HelloBody(ServerName(name))));
}

TEST(ClientHello, GivesTheNameThatARealClientAsksFor) {
  const HelloSight sight = LookAtHello(RealHello("b.oss-cn-hangzhou.aliyuncs.com"));

  EXPECT_EQ(sight.kind, Kind::kHello);
  EXPECT_EQ(sight.server_name, "b.oss-cn-hangzhou.aliyuncs.com");
}

TEST(ClientHello, GivesNoNameWhenARealClientNamesAnAddress) {
  const HelloSight sight = LookAtHello(RealHello("192.0.2.1"));

  EXPECT_EQ(sight.kind, Kind::kHello);
  EXPECT_EQ(sight.server_name, "");
}

TEST(ClientHello, IsIncompleteAtEveryCut) {
  const std::string hello = RealHello("a.example");
  for (size_t cut = 0; cut < hello.size(); ++cut) {
    EXPECT_EQ(LookAtHello(hello.substr(0, cut)).kind, Kind::kIncomplete) << cut;
  }
}

TEST(ClientHello, MayBeSpreadOverRecords) {
  const std::string message = Message(HelloBody(ServerName("a.example")));
  std::string records;
  for (const char byte : message) records += Record({byte});

  EXPECT_EQ(LookAtHello(records).server_name, "a.example");
  records.pop_back();
  EXPECT_EQ(LookAtHello(records).kind, Kind::kIncomplete);
}

TEST(ClientHello, MayHaveMoreBehindIt) {
  EXPECT_EQ(LookAtHello(HelloFor("a.example") + "\x17\x03\x03").server_name, "a.example");
}

TEST(ClientHello, LowersTheName) {
  EXPECT_EQ(LookAtHello(HelloFor("A.Example.")).server_name, "a.example");
}

TEST(ClientHello, NeedsNoExtensions) {
  EXPECT_EQ(LookAtHello(Record(Message(HelloBody("")))).kind, Kind::kHello);
}

TEST(ClientHello, IsNotWhatOtherProtocolsBeginWith) {
  for (const std::string bytes : {"GET / HTTP/1.1\r\n", "SSH-2.0-x\r\n", "\x17\x03\x03", "\x16\x02",
                                  "\x80\x2e\x01\x03\x01"}) {
    EXPECT_EQ(LookAtHello(bytes).kind, Kind::kOther) << bytes;
  }
  EXPECT_EQ(LookAtHello(Record("\x02\x03\x03")).kind, Kind::kOther);             // a ServerHello
  EXPECT_EQ(LookAtHello("\x16\x03\x01" + Number(0, 2)).kind, Kind::kOther);      // empty
  EXPECT_EQ(LookAtHello("\x16\x03\x01" + Number(16385, 2)).kind, Kind::kOther);  // too long
}

TEST(ClientHello, IsNotOneWhoseLengthsDisagree) {
  const std::string good = HelloBody(ServerName("a.example"));
  EXPECT_EQ(LookAtHello(Record(Message(good + "x"))).kind, Kind::kOther);
  EXPECT_EQ(LookAtHello(Record(Message(good.substr(0, good.size() - 1)))).kind, Kind::kOther);
  EXPECT_EQ(LookAtHello(Record(Message(good.substr(0, 20)))).kind, Kind::kOther);
}

TEST(ClientHello, IsNotOneWithANameThatIsNone) {
  EXPECT_EQ(LookAtHello(HelloFor("a b")).kind, Kind::kOther);
  EXPECT_EQ(LookAtHello(HelloFor("")).kind, Kind::kOther);
  EXPECT_EQ(LookAtHello(HelloFor(std::string("a\0b", 3))).kind, Kind::kOther);
}

TEST(ClientHello, HasALimit) {
  const auto hello_of = [](size_t size) { return Record("\x01" + Number(size, 3)); };
  EXPECT_EQ(LookAtHello(hello_of(64 * 1024)).kind, Kind::kIncomplete);
  EXPECT_EQ(LookAtHello(hello_of(64 * 1024 + 1)).kind, Kind::kOther);
}

}  // namespace
}  // namespace osslens::tls
