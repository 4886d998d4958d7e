// What it costs to remember: a batch written beside a raw SQLite insert loop as the yardstick, and filtered reads.
// Run by hand, in a Release build; ratios travel, absolute times do not.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include "store/exchange_reader.h"
#include "store/exchange_writer.h"
#include "store/sqlite/transaction.h"

namespace osslens::store {
namespace {

class TempDirectory {
 public:
  TempDirectory() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "osslens-bench-XXXXXX").native();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TempDirectory() { std::filesystem::remove_all(path_); }
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;
  [[nodiscard]] std::filesystem::path file() const { return path_ / "bench.db"; }

 private:
  std::filesystem::path path_;
};

void StampWith(int64_t number, Exchange& exchange) {
  exchange.started_at = WallTime(Microseconds(1715774400000000 + number * 1000));
  exchange.request_id = fmt::format("{:X}D3F8A1B2C3D4E5F6", 1715774400 + number / 1000);
  exchange.request_id += std::to_string(number);
}

// Heads as large as those of an SDK, every hundredth exchange failed.
std::unique_ptr<Exchange> MakeExchange(int64_t number, size_t body_bytes) {
  auto exchange = std::make_unique<Exchange>();
  StampWith(number, *exchange);
  exchange->duration = Microseconds{12345};
  exchange->method = "PUT";
  exchange->url = "http://logs.oss-cn-hangzhou.aliyuncs.com/day/" + std::to_string(number) + ".txt";
  exchange->host = "logs.oss-cn-hangzhou.aliyuncs.com";
  exchange->port = 80;
  exchange->status = number % 100 == 0 ? 403 : 200;
  exchange->request.head =
      "PUT " + exchange->url + " HTTP/1.1\r\n" + std::string(700, 'h') + "\r\n\r\n";
  exchange->forwarded_head = exchange->request.head.substr(50);
  exchange->edits = {{HeadEdit::Kind::kTargetChanged, "", "for the origin server"}};
  exchange->response.head = "HTTP/1.1 200 OK\r\n" + std::string(400, 'h') + "\r\n\r\n";
  exchange->response.body.bytes.assign(body_bytes, 'b');
  exchange->response.body.total_bytes = body_bytes;
  exchange->bucket = "logs";
  exchange->object = "day/" + std::to_string(number) + ".txt";
  exchange->region = "cn-hangzhou";
  exchange->operation = "PutObject";
  exchange->access_key_id = "LTAI-made-up";
  exchange->timings.send = exchange->timings.wait = exchange->timings.receive = Microseconds{900};
  exchange->client_address = "127.0.0.1:50000";
  exchange->upstream_address = "203.0.113.7:80";
  if (exchange->status == 403) {
    exchange->oss_code = "SignatureDoesNotMatch";
    exchange->findings.push_back(Finding{});
    exchange->findings[0].rule = "wrong-secret";
  }
  return exchange;
}

std::vector<std::unique_ptr<Exchange>> MakeBatch(int64_t first, int64_t count, size_t body_bytes) {
  std::vector<std::unique_ptr<Exchange>> batch;
  for (int64_t i = 0; i < count; ++i) batch.push_back(MakeExchange(first + i, body_bytes));
  return batch;
}

constexpr int64_t kBatch = 256;

void BM_WriteBatch(benchmark::State& state) {
  const TempDirectory directory;
  auto writer = ExchangeWriter::Open(directory.file());
  const auto batch = MakeBatch(1, kBatch, static_cast<size_t>(state.range(0)));
  int64_t number = 0;
  for (auto _ : state) {
    state.PauseTiming();
    // Times and request ids grow, as OSS's do; the same ones again would spread over the indexes.
    for (const auto& exchange : batch) StampWith(++number, *exchange);
    state.ResumeTiming();
    if (!writer->Write(batch)) state.SkipWithError("the batch was not written");
  }
  state.SetItemsProcessed(state.iterations() * kBatch);
}
BENCHMARK(BM_WriteBatch)->Arg(0)->Arg(4096)->Arg(16384)->Unit(benchmark::kMicrosecond);

// The same bytes in one row of one table without indexes.
void BM_RawInsertLoop(benchmark::State& state) {
  const TempDirectory directory;
  auto database = sqlite::Database::Open(directory.file(), sqlite::Access::kCreate);
  if (!database->Execute("set up",
                         "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                         "CREATE TABLE t (id INTEGER PRIMARY KEY, url, heads, body)")) {
    state.SkipWithError("the table was not made");
  }
  auto insert = database->Prepare("insert", "INSERT INTO t (url, heads, body) VALUES (?, ?, ?)");
  const auto exchange = MakeExchange(1, static_cast<size_t>(state.range(0)));
  const std::string heads =
      exchange->request.head + exchange->forwarded_head + exchange->response.head;
  int64_t next_checkpoint = 1000;
  for (auto _ : state) {
    auto transaction = sqlite::Transaction::Begin(*database, sqlite::Transaction::Kind::kWrite);
    for (int64_t i = 0; i < kBatch; ++i) {
      sqlite::Binder(*insert)
          .Text(exchange->url)
          .BlobOrNull(heads)
          .BlobOrNull(exchange->response.body.bytes);
      if (!insert->Run()) state.SkipWithError("the row was not written");
    }
    if (!transaction->Commit()) state.SkipWithError("the batch was not committed");
    if (database->log_pages() >= next_checkpoint) {
      benchmark::DoNotOptimize(database->RunCheckpoint(sqlite::Checkpoint::kPassive));
    }
  }
  state.SetItemsProcessed(state.iterations() * kBatch);
}
BENCHMARK(BM_RawInsertLoop)->Arg(0)->Arg(4096)->Arg(16384)->Unit(benchmark::kMicrosecond);

constexpr int64_t kStored = 100000;

// One file for all reads: filling it takes longer than reading.
const TempDirectory& FilledStore() {
  static const TempDirectory directory;
  static const bool is_filled = [] {
    auto writer = ExchangeWriter::Open(directory.file());
    for (int64_t first = 1; first <= kStored; first += kBatch) {
      if (!writer->Write(MakeBatch(first, kBatch, 0))) return false;
    }
    return true;
  }();
  benchmark::DoNotOptimize(is_filled);
  return directory;
}

void BM_ListPage(benchmark::State& state, const char* text) {
  auto reader = ExchangeReader::Open(FilledStore().file());
  const auto filter = ParseFilter(text, WallTime(Microseconds(1715774400000000)));
  for (auto _ : state) {
    const auto page = reader->List(*filter, {});
    if (!page) state.SkipWithError("the page was not read");
    benchmark::DoNotOptimize(page);
  }
}
BENCHMARK_CAPTURE(BM_ListPage, newest, "")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_ListPage, failed, "is:failed")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_ListPage, status, "status:403")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_ListPage, rule, "rule:wrong-secret")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_ListPage, no_such_bucket, "bucket:none")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_ListPage, no_such_word, "nowhere")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace osslens::store
