// What every byte of a connection goes through: the head of a typical upload, and the framing of
// one full read of a chunked body. The yardsticks beside them touch the same bytes once.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "proxy/http/hop_by_hop.h"
#include "proxy/http/message_reader.h"

namespace osslens::http {
namespace {

using Step = MessageReader::Step;

constexpr size_t kReadBytes = 64 * 1024;

// As ali-oss sends it; all values are made up.
constexpr std::string_view kPutHead =
    "PUT /photos/2024/05/15/holiday-0001.jpg HTTP/1.1\r\n"
    "Host: photo-archive.oss-cn-hangzhou.aliyuncs.com\r\n"
    "Date: Wed, 15 May 2024 08:30:12 GMT\r\n"
    "User-Agent: aliyun-sdk-nodejs/6.20.0 Node.js 18.19.0 on Linux/x64\r\n"
    "Content-Type: image/jpeg\r\n"
    "Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==\r\n"
    "x-oss-object-acl: private\r\n"
    "x-oss-meta-camera: made-up 100\r\n"
    "x-oss-security-token: made-up-token-made-up-token-made-up-token-made-up-token-made-up\r\n"
    "Authorization: OSS made-up-key-id:AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n"
    "Accept: */*\r\n"
    "Connection: keep-alive\r\n"
    "Content-Length: 0\r\n"
    "\r\n";

void SetBytes(benchmark::State& state, size_t bytes) {
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * static_cast<int64_t>(bytes));
}

void BM_ReadPutHead(benchmark::State& state) {
  MessageReader reader(MessageReader::Role::kRequest, {});
  for (auto _ : state) {
    if (reader.Read(kPutHead).step != Step::kHead) state.SkipWithError("no head");
    benchmark::DoNotOptimize(reader.request().fields.all().data());
    if (reader.Read("").step != Step::kEnd) state.SkipWithError("no end");
    reader.Next();
  }
  SetBytes(state, kPutHead.size());
}
BENCHMARK(BM_ReadPutHead);

void BM_RemovalsOfPutHead(benchmark::State& state) {
  RequestHead head;
  if (!ParseRequestHead(kPutHead, head)) state.SkipWithError("no head");
  for (auto _ : state) benchmark::DoNotOptimize(RemovalsOf(head.fields));
}
BENCHMARK(BM_RemovalsOfPutHead);

void BM_YardstickCopyPutHead(benchmark::State& state) {
  std::string copy;
  for (auto _ : state) {
    copy.assign(kPutHead);
    benchmark::DoNotOptimize(copy.data());
    benchmark::ClobberMemory();
  }
  SetBytes(state, kPutHead.size());
}
BENCHMARK(BM_YardstickCopyPutHead);

// As many whole chunks of `chunk_bytes` as one read holds.
std::string ReadOfChunks(size_t chunk_bytes) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string size;
  for (size_t rest = chunk_bytes; rest > 0; rest /= 16) size.insert(size.begin(), kHex[rest % 16]);
  const std::string chunk = size + "\r\n" + std::string(chunk_bytes, 'x') + "\r\n";
  std::string bytes = chunk;
  while (bytes.size() + chunk.size() <= kReadBytes) bytes += chunk;
  return bytes;
}

void BM_FrameChunkedRead(benchmark::State& state) {
  MessageReader reader(MessageReader::Role::kRequest, {});
  if (reader.Read("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n").step != Step::kHead) {
    state.SkipWithError("no head");
  }
  const std::string bytes = ReadOfChunks(static_cast<size_t>(state.range(0)));
  for (auto _ : state) {
    if (reader.Read(bytes).consumed != bytes.size()) state.SkipWithError("not one read");
    benchmark::DoNotOptimize(reader.content().data());
  }
  SetBytes(state, bytes.size());
}
BENCHMARK(BM_FrameChunkedRead)->Arg(64)->Arg(1024)->Arg(8 * 1024)->Arg(65 * 1000);

void BM_YardstickCountLineFeeds(benchmark::State& state) {
  const std::string bytes = ReadOfChunks(8 * 1024);
  for (auto _ : state) benchmark::DoNotOptimize(std::ranges::count(bytes, '\n'));
  SetBytes(state, bytes.size());
}
BENCHMARK(BM_YardstickCountLineFeeds);

}  // namespace
}  // namespace osslens::http
