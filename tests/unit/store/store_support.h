#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/exchange_reader.h"
#include "store/exchange_writer.h"
#include "store/record/exchange.h"
#include "tests/support/must.h"
#include "tests/support/temp_directory.h"

namespace osslens::store {

using osslens::Must;
using osslens::ReadFile;
using osslens::TempDirectory;
using osslens::WriteFile;

inline constexpr WallTime kNoon{std::chrono::sys_days{std::chrono::year{2024} / 5 / 15} +
                                std::chrono::hours{12}};

// A GetObject that succeeded.
inline std::unique_ptr<Exchange> MakeExchange() {
  auto exchange = std::make_unique<Exchange>();
  exchange->started_at = kNoon;
  exchange->duration = Microseconds{12345};
  exchange->kind = ExchangeKind::kIntercept;
  exchange->method = "GET";
  exchange->url = "https://logs.oss-cn-hangzhou.aliyuncs.com/day/one.txt";
  exchange->host = "logs.oss-cn-hangzhou.aliyuncs.com";
  exchange->port = 443;
  exchange->status = 200;
  exchange->request.head =
      "GET /day/one.txt HTTP/1.1\r\nHost: logs.oss-cn-hangzhou.aliyuncs.com\r\n\r\n";
  exchange->forwarded_head = exchange->request.head;
  exchange->response.head = "HTTP/1.1 200 OK\r\nServer: AliyunOSS\r\nContent-Length: 5\r\n\r\n";
  exchange->response.body.bytes = "hello";
  exchange->response.body.total_bytes = 5;
  exchange->request_bytes = exchange->request.head.size();
  exchange->response_bytes = exchange->response.head.size() + 5;
  exchange->bucket = "logs";
  exchange->object = "day/one.txt";
  exchange->region = "cn-hangzhou";
  exchange->operation = "GetObject";
  exchange->request_id = "664460A4D3F8A1B2C3D4E5F6";
  exchange->access_key_id = "LTAI-made-up";
  return exchange;
}

// A GetObject that was refused, with one finding.
inline std::unique_ptr<Exchange> MakeRefused() {
  auto exchange = MakeExchange();
  exchange->status = 403;
  exchange->oss_code = "SignatureDoesNotMatch";
  exchange->oss_message = "The request signature we calculated does not match.";
  exchange->ec = "0002-00000040";
  Finding finding;
  finding.rule = "wrong-secret";
  finding.confidence = Confidence::kLikely;
  finding.values = {{"bucket", "logs"}};
  finding.evidence = {{Where::kResponseBody, "Code", "SignatureDoesNotMatch", "code"}};
  exchange->findings.push_back(std::move(finding));
  return exchange;
}

inline Result<void> WriteOne(ExchangeWriter& writer, std::unique_ptr<Exchange> exchange) {
  std::vector<std::unique_ptr<Exchange>> batch;
  batch.push_back(std::move(exchange));
  return writer.Write(batch);
}

}  // namespace osslens::store
