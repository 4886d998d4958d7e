#include "store/exchange_rows.h"

#include <gtest/gtest.h>

#include "store/transfer/json_writer.h"
#include "tests/unit/store/store_support.h"

namespace osslens::store {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

// Written and read again.
std::unique_ptr<Exchange> RoundTrip(std::unique_ptr<Exchange> exchange) {
  const TempDirectory directory;
  auto writer = Must(ExchangeWriter::Open(directory / "test.db"));
  Must(WriteOne(writer, std::move(exchange)));
  return Must(Must(ExchangeReader::Open(directory / "test.db")).Find(1));
}

TEST(ExchangeRows, EveryFieldComesBack) {
  auto exchange = MakeRefused();
  exchange->kind = ExchangeKind::kReverse;
  exchange->failure = Failure{FailureKind::kTimeout, "no answer for 60 s"};
  exchange->request.trailers = "x: y\r\n\r\n";
  exchange->request.body = {"req", 10, true, false};
  exchange->response.trailers = "z: w\r\n\r\n";
  exchange->response.body = {"", 7, false, true};
  exchange->forwarded_head = "GET / HTTP/1.1\r\n\r\n";
  exchange->edits = {{HeadEdit::Kind::kTargetChanged, "", "origin server"},
                     {HeadEdit::Kind::kFieldRemoved, "Proxy-Connection", "for the proxy"}};
  exchange->interim_heads = "HTTP/1.1 100 Continue\r\n\r\n";
  exchange->timings = {1us, 2us, std::nullopt, 0us, 5us, 6us};
  exchange->answered_by_proxy = true;
  exchange->reused_connection = true;
  exchange->retried = true;
  exchange->is_from_har = true;
  exchange->replay_of = 12;
  exchange->starred = true;
  exchange->note = "seen on Monday";
  exchange->client_address = "127.0.0.1:50000";
  exchange->upstream_address = "203.0.113.7:443";
  exchange->job = Job{"retry", "7", true};
  const auto back = RoundTrip(std::move(exchange));

  EXPECT_EQ(back->id, 1);
  EXPECT_EQ(back->started_at, kNoon);
  EXPECT_EQ(back->duration, 12345us);
  EXPECT_EQ(back->kind, ExchangeKind::kReverse);
  EXPECT_EQ(back->method, "GET");
  EXPECT_EQ(back->url, "https://logs.oss-cn-hangzhou.aliyuncs.com/day/one.txt");
  EXPECT_EQ(back->host, "logs.oss-cn-hangzhou.aliyuncs.com");
  EXPECT_EQ(back->port, 443);
  EXPECT_EQ(back->status, 403);
  EXPECT_EQ(back->request.head, MakeExchange()->request.head);
  EXPECT_EQ(back->request.trailers, "x: y\r\n\r\n");
  EXPECT_EQ(back->request.body.bytes, "req");
  EXPECT_EQ(back->request.body.total_bytes, 10U);
  EXPECT_TRUE(back->request.body.truncated);
  EXPECT_FALSE(back->request.body.dropped);
  EXPECT_EQ(back->response.head, MakeExchange()->response.head);
  EXPECT_EQ(back->response.trailers, "z: w\r\n\r\n");
  EXPECT_EQ(back->response.body.bytes, "");
  EXPECT_EQ(back->response.body.total_bytes, 7U);
  EXPECT_FALSE(back->response.body.truncated);
  EXPECT_TRUE(back->response.body.dropped);
  EXPECT_EQ(back->forwarded_head, "GET / HTTP/1.1\r\n\r\n");
  ASSERT_EQ(back->edits.size(), 2U);
  EXPECT_EQ(back->edits[0].kind, HeadEdit::Kind::kTargetChanged);
  EXPECT_EQ(back->edits[1].kind, HeadEdit::Kind::kFieldRemoved);
  EXPECT_EQ(back->edits[1].name, "Proxy-Connection");
  EXPECT_EQ(back->edits[1].reason, "for the proxy");
  EXPECT_EQ(back->interim_heads, "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(back->timings.dns, 1us);
  EXPECT_EQ(back->timings.connect, 2us);
  EXPECT_EQ(back->timings.tls, std::nullopt);
  EXPECT_EQ(back->timings.send, 0us);
  EXPECT_EQ(back->timings.wait, 5us);
  EXPECT_EQ(back->timings.receive, 6us);
  ASSERT_TRUE(back->failure.has_value());
  EXPECT_EQ(back->failure->kind, FailureKind::kTimeout);
  EXPECT_EQ(back->failure->message, "no answer for 60 s");
  EXPECT_TRUE(back->answered_by_proxy);
  EXPECT_TRUE(back->reused_connection);
  EXPECT_TRUE(back->retried);
  EXPECT_TRUE(back->is_from_har);
  EXPECT_EQ(back->replay_of, 12);
  EXPECT_TRUE(back->starred);
  EXPECT_EQ(back->note, "seen on Monday");
  EXPECT_EQ(back->client_address, "127.0.0.1:50000");
  EXPECT_EQ(back->upstream_address, "203.0.113.7:443");
  EXPECT_EQ(back->request_bytes, MakeExchange()->request_bytes);
  EXPECT_EQ(back->response_bytes, MakeExchange()->response_bytes);
  EXPECT_EQ(back->bucket, "logs");
  EXPECT_EQ(back->object, "day/one.txt");
  EXPECT_EQ(back->region, "cn-hangzhou");
  EXPECT_EQ(back->operation, "GetObject");
  EXPECT_EQ(back->oss_code, "SignatureDoesNotMatch");
  EXPECT_EQ(back->oss_message, "The request signature we calculated does not match.");
  EXPECT_EQ(back->request_id, "664460A4D3F8A1B2C3D4E5F6");
  EXPECT_EQ(back->ec, "0002-00000040");
  EXPECT_EQ(back->access_key_id, "LTAI-made-up");
  ASSERT_TRUE(back->job.has_value());
  EXPECT_EQ(back->job->kind, "retry");
  EXPECT_EQ(back->job->id, "7");
  EXPECT_TRUE(back->job->healed);
  ASSERT_EQ(back->findings.size(), 1U);
  EXPECT_EQ(back->findings[0].rule, "wrong-secret");
}

TEST(ExchangeRows, AnEmptyExchangeComesBackEmpty) {
  const auto back = RoundTrip(std::make_unique<Exchange>());
  EXPECT_EQ(back->status, 0);
  EXPECT_FALSE(back->failure.has_value());
  EXPECT_FALSE(back->job.has_value());
  EXPECT_TRUE(back->findings.empty());
  EXPECT_TRUE(back->edits.empty());
  EXPECT_FALSE(back->timings.dns.has_value());
  EXPECT_EQ(back->url + back->bucket + back->request.head + back->forwarded_head, "");
}

TEST(ExchangeRows, NoByteIsLostWhateverCameOffTheWire) {
  const std::string hostile = "\x00\x01\x7f\x80\xc0\xaf\xed\xa0\x80\xff'\"\\;--"s;
  auto exchange = MakeRefused();
  for (std::string* text :
       {&exchange->method, &exchange->url, &exchange->host, &exchange->request.head,
        &exchange->forwarded_head, &exchange->interim_heads, &exchange->response.head,
        &exchange->request.trailers, &exchange->request.body.bytes, &exchange->bucket,
        &exchange->object, &exchange->oss_code, &exchange->oss_message, &exchange->request_id,
        &exchange->ec, &exchange->access_key_id}) {
    *text = hostile;
  }
  exchange->edits = {{HeadEdit::Kind::kFieldRemoved, hostile, ""}};
  exchange->findings[0].values["value"] = hostile;
  exchange->findings[0].evidence[0].value = hostile;
  const auto back = RoundTrip(std::move(exchange));
  for (const std::string* text :
       {&back->method, &back->url, &back->host, &back->request.head, &back->forwarded_head,
        &back->interim_heads, &back->response.head, &back->request.trailers,
        &back->request.body.bytes, &back->bucket, &back->object, &back->oss_code,
        &back->oss_message, &back->request_id, &back->ec, &back->access_key_id}) {
    EXPECT_EQ(*text, hostile);
  }
  EXPECT_EQ(back->edits.at(0).name, hostile);
  EXPECT_EQ(back->findings.at(0).values.at("value"), hostile);
  EXPECT_EQ(back->findings.at(0).evidence.at(0).value, hostile);
}

}  // namespace
}  // namespace osslens::store
