// What the pipeline thread does with one exchange, and what a search for signing mistakes costs on
// top. The yardstick is the HMAC that a search cannot do without.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "analyzers/analyzer.h"
#include "analyzers/oss/digest.h"
#include "analyzers/oss/signature_search.h"
#include "analyzers/oss/signature_v1.h"

namespace osslens::analyzers {
namespace {

// All values are made up.
constexpr const char* kId = "exampleAccessKeyId";
constexpr const char* kHead =
    "PUT /photos/2024/05/15/holiday%20one.jpg HTTP/1.1\r\n"
    "Host: photo-archive.oss-cn-hangzhou.aliyuncs.com\r\n"
    "Date: Wed, 15 May 2024 08:30:12 GMT\r\n"
    "Content-Type: image/jpeg\r\n"
    "x-oss-meta-camera: made-up 100\r\n"
    "User-Agent: aliyun-sdk-nodejs/6.20.0 Node.js 18.19.0 on Linux/x64\r\n";
constexpr const char* kText =
    "PUT\n\nimage/jpeg\nWed, 15 May 2024 08:30:12 GMT\nx-oss-meta-camera:made-up 100\n"
    "/photo-archive/photos/2024/05/15/holiday one.jpg";

Secret TheSecret() { return Secret(std::string("fake-secret-not-real")); }

oss::Keyring TheKeyring() {
  std::vector<oss::AccessKey> keys;
  keys.push_back({kId, TheSecret(), {}, {}, {}});
  return oss::Keyring(std::move(keys));
}

store::Exchange Upload(const std::string& signature, int status, const std::string& body) {
  store::Exchange exchange;
  exchange.method = "PUT";
  exchange.host = "photo-archive.oss-cn-hangzhou.aliyuncs.com";
  exchange.status = status;
  exchange.request.head = kHead;
  exchange.request.head += "Authorization: OSS " + std::string(kId) + ":" + signature + "\r\n\r\n";
  exchange.forwarded_head = exchange.request.head;
  exchange.response.head = "HTTP/1.1 " + std::to_string(status) +
                           " X\r\nServer: AliyunOSS\r\nx-oss-request-id: "
                           "65A0EXAMPLE0000000000001\r\n\r\n";
  exchange.response.body.bytes = body;
  exchange.response.body.total_bytes = body.size();
  return exchange;
}

store::Exchange Refused(const std::string& signature) {
  return Upload(signature, 403,
                "<?xml version=\"1.0\"?><Error><Code>SignatureDoesNotMatch</Code><Message>The "
                "request signature we calculated does not match the signature you provided."
                "</Message><SignatureProvided>" +
                    signature + "</SignatureProvided><StringToSign>" + kText +
                    "</StringToSign><OSSAccessKeyId>" + kId +
                    "</OSSAccessKeyId><EC>0002-00000040</EC></Error>");
}

// Without --credential, or with it and `secret` signing `text`.
void Annotate(benchmark::State& state, const store::Exchange& exchange,
              const oss::Keyring* keyring) {
  const Result<Catalogue> catalogue = Catalogue::Load();
  AnalyzerOptions options;
  options.keyring = keyring;
  Analyzer analyzer(*catalogue, options);
  for (auto _ : state) {
    store::Exchange copy = exchange;
    analyzer.Annotate(copy);
    benchmark::DoNotOptimize(copy.findings.data());
  }
  state.SetItemsProcessed(state.iterations());
}

void BM_Success(benchmark::State& state) {
  Annotate(state, Upload(oss::SignV1(TheSecret(), kText), 200, ""), nullptr);
}
BENCHMARK(BM_Success);

void BM_RefusedWithoutSecret(benchmark::State& state) {
  Annotate(state, Refused(oss::SignV1(TheSecret(), "something else")), nullptr);
}
BENCHMARK(BM_RefusedWithoutSecret);

void Search(benchmark::State& state, const std::string& text) {
  const std::string authorization =
      "OSS " + std::string(kId) + ":" + oss::SignV1(TheSecret(), text);
  const oss::Request request = oss::ReadRequest("PUT", "/photos/2024/05/15/holiday%20one.jpg",
                                                "photo-archive.oss-cn-hangzhou.aliyuncs.com",
                                                {{"Date", "Wed, 15 May 2024 08:30:12 GMT"},
                                                 {"Content-Type", "image/jpeg"},
                                                 {"x-oss-meta-camera", "made-up 100"},
                                                 {"User-Agent", "aliyun-sdk-nodejs/6.20.0"},
                                                 {"Authorization", authorization}});
  const oss::Credentials credentials = oss::ReadCredentials(request);
  const oss::Keyring keyring = TheKeyring();
  const oss::SearchBudget patient{.attempts = 1'000'000, .time = std::chrono::hours(1)};
  size_t attempts = 0;
  for (auto _ : state) {
    const oss::SearchResult result =
        oss::SearchSignature({request, credentials, nullptr, std::nullopt}, keyring.keys().front(),
                             keyring.keys(), patient);
    attempts += result.attempts;
  }
  state.SetItemsProcessed(static_cast<int64_t>(attempts));
  state.counters["attempts"] =
      static_cast<double>(attempts) / static_cast<double>(state.iterations());
}

void BM_SearchThatMatches(benchmark::State& state) { Search(state, kText); }
BENCHMARK(BM_SearchThatMatches);

// Each mistake alone, and one found among them.
void BM_SearchOneMistake(benchmark::State& state) { Search(state, std::string(kText) + "\n"); }
BENCHMARK(BM_SearchOneMistake);

// Every pair: the most that a search can take.
void BM_SearchInVain(benchmark::State& state) { Search(state, "something else"); }
BENCHMARK(BM_SearchInVain)->Unit(benchmark::kMillisecond);

void BM_HmacSha1(benchmark::State& state) {
  const Secret secret = TheSecret();
  for (auto _ : state) benchmark::DoNotOptimize(oss::HmacSha1(secret, kText));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_HmacSha1);

}  // namespace
}  // namespace osslens::analyzers
