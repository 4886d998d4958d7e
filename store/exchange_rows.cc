#include "store/exchange_rows.h"

#include <fmt/format.h>

#include <optional>

#include "store/stored_json.h"

namespace osslens::store {
namespace {

using sqlite::Binder;
using sqlite::RowReader;

// SQLite's integers are signed; byte counts never reach the sign.
int64_t Signed(uint64_t value) { return static_cast<int64_t>(value); }

void BindBody(const Body& body, Binder& binder) {
  binder.Number(Signed(body.total_bytes)).Number(Signed(body.bytes.size()));
  binder.Number(body.truncated).Number(body.dropped);
}

void ReadBody(RowReader& row, Body& body) {
  body.total_bytes = static_cast<uint64_t>(row.Number());
  body.truncated = row.Flag();
  body.dropped = row.Flag();
}

void BindPhase(const std::optional<Microseconds>& phase, Binder& binder) {
  if (phase) {
    binder.Number(phase->count());
  } else {
    binder.Null();
  }
}

std::optional<Microseconds> ReadPhase(RowReader& row) {
  const bool is_null = row.is_null();
  const Microseconds phase{row.Number()};
  return is_null ? std::nullopt : std::optional(phase);
}

void BindFailure(const std::optional<Failure>& failure, Binder& binder) {
  if (failure) {
    binder.Text(ToWord(failure->kind)).Text(failure->message);
  } else {
    binder.Null().Null();
  }
}

std::optional<Failure> ReadFailure(RowReader& row) {
  const bool is_null = row.is_null();
  Failure failure;
  static_cast<void>(FromWord(row.Text(), failure.kind));
  failure.message = row.Text();
  return is_null ? std::nullopt : std::optional(std::move(failure));
}

void BindJob(const std::optional<Job>& job, Binder& binder) {
  if (job) {
    binder.Text(job->kind).Text(job->id).Number(job->healed);
  } else {
    binder.Null().Null().Number(0);
  }
}

std::optional<Job> ReadJob(RowReader& row) {
  const bool is_null = row.is_null();
  Job job;
  job.kind = row.Text();
  job.id = row.Text();
  job.healed = row.Flag();
  return is_null ? std::nullopt : std::optional(std::move(job));
}

}  // namespace

void BindExchange(const Exchange& exchange, std::string_view findings,
                  sqlite::Statement& statement) {
  Binder binder(statement);
  if (exchange.id == 0) {
    binder.Null();
  } else {
    binder.Number(exchange.id);
  }
  binder.Number(exchange.started_at.time_since_epoch().count()).Number(exchange.duration.count());
  binder.Text(ToWord(exchange.kind)).Text(exchange.method).Text(exchange.url);
  binder.Text(exchange.host).Number(exchange.port);
  if (exchange.status == 0) {
    binder.Null();
  } else {
    binder.Number(exchange.status);
  }
  binder.Number(is_failed(exchange));
  BindFailure(exchange.failure, binder);
  binder.TextOrNull(exchange.bucket).TextOrNull(exchange.object).TextOrNull(exchange.region);
  binder.TextOrNull(exchange.operation).TextOrNull(exchange.oss_code);
  binder.TextOrNull(exchange.oss_message).TextOrNull(exchange.request_id);
  binder.TextOrNull(exchange.ec).TextOrNull(exchange.access_key_id);
  binder.Number(Signed(exchange.request_bytes)).Number(Signed(exchange.response_bytes));
  BindBody(exchange.request.body, binder);
  BindBody(exchange.response.body, binder);
  BindJob(exchange.job, binder);
  binder.Number(exchange.answered_by_proxy).Number(exchange.reused_connection);
  binder.Number(exchange.retried).Number(exchange.is_from_har);
  binder.Number(exchange.starred).TextOrNull(exchange.note).TextOrNull(findings);
  if (exchange.replay_of == 0) {
    binder.Null();
  } else {
    binder.Number(exchange.replay_of);
  }
}

std::unique_ptr<Exchange> ReadExchange(const sqlite::Statement& statement) {
  auto exchange = std::make_unique<Exchange>();
  RowReader row(statement);
  exchange->id = row.Number();
  exchange->started_at = WallTime(Microseconds(row.Number()));
  exchange->duration = Microseconds(row.Number());
  static_cast<void>(FromWord(row.Text(), exchange->kind));
  exchange->method = row.Text();
  exchange->url = row.Text();
  exchange->host = row.Text();
  exchange->port = static_cast<uint16_t>(row.Number());
  exchange->status = static_cast<int>(row.Number());
  exchange->failure = ReadFailure(row);
  for (std::string Exchange::*text :
       {&Exchange::bucket, &Exchange::object, &Exchange::region, &Exchange::operation,
        &Exchange::oss_code, &Exchange::oss_message, &Exchange::request_id, &Exchange::ec,
        &Exchange::access_key_id}) {
    (*exchange).*text = row.Text();
  }
  exchange->request_bytes = static_cast<uint64_t>(row.Number());
  exchange->response_bytes = static_cast<uint64_t>(row.Number());
  ReadBody(row, exchange->request.body);
  ReadBody(row, exchange->response.body);
  exchange->job = ReadJob(row);
  exchange->answered_by_proxy = row.Flag();
  exchange->reused_connection = row.Flag();
  exchange->retried = row.Flag();
  exchange->is_from_har = row.Flag();
  exchange->starred = row.Flag();
  exchange->note = row.Text();
  exchange->findings = DecodeFindings(row.View());
  exchange->replay_of = row.Number();
  return exchange;
}

void BindDetail(const Exchange& exchange, std::string_view edits, sqlite::Statement& statement) {
  Binder binder(statement);
  binder.Number(exchange.id);
  binder.BlobOrNull(exchange.request.head).BlobOrNull(exchange.request.trailers);
  binder.BlobOrNull(exchange.forwarded_head).TextOrNull(edits);
  binder.BlobOrNull(exchange.interim_heads);
  binder.BlobOrNull(exchange.response.head).BlobOrNull(exchange.response.trailers);
  const Timings& timings = exchange.timings;
  for (const auto& phase :
       {timings.dns, timings.connect, timings.tls, timings.send, timings.wait, timings.receive}) {
    BindPhase(phase, binder);
  }
  binder.TextOrNull(exchange.client_address).TextOrNull(exchange.upstream_address);
}

void ReadDetail(const sqlite::Statement& statement, Exchange& exchange) {
  RowReader row(statement);
  exchange.request.head = row.Text();
  exchange.request.trailers = row.Text();
  exchange.forwarded_head = row.Text();
  exchange.edits = DecodeEdits(row.View());
  exchange.interim_heads = row.Text();
  exchange.response.head = row.Text();
  exchange.response.trailers = row.Text();
  for (auto* phase : {&exchange.timings.dns, &exchange.timings.connect, &exchange.timings.tls,
                      &exchange.timings.send, &exchange.timings.wait, &exchange.timings.receive}) {
    *phase = ReadPhase(row);
  }
  exchange.client_address = row.Text();
  exchange.upstream_address = row.Text();
}

Error NoSuchExchange(int64_t id) {
  return Error{ErrorKind::kNotFound,
               fmt::format("there is no exchange {}; it may have been removed by --max-size, "
                           "--max-age or a deletion",
                           id)};
}

}  // namespace osslens::store
