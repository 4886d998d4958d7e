#include "store/exchange_writer.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "store/exchange_rows.h"
#include "store/schema.h"
#include "store/sqlite/for_each_row.h"
#include "store/sqlite/preparer.h"
#include "store/sqlite/transaction.h"
#include "store/stored_json.h"

namespace osslens::store {
namespace {

using sqlite::Binder;
using sqlite::Transaction;

// Of 16 KiB, see schema.cc: the 4 MB at which SQLite would checkpoint by itself.
constexpr int64_t kCheckpointPages = 250;
// Beyond this a checkpoint waits for readers: only a log that nobody reads starts from its
// beginning again.
constexpr int64_t kLongLogPages = 16 * kCheckpointPages;

}  // namespace

ExchangeWriter::ExchangeWriter(std::unique_ptr<sqlite::Database> database, Statements statements,
                               Retention retention)
    : database_(std::move(database)),
      statements_(std::move(statements)),
      retention_(std::move(retention)),
      next_checkpoint_(kCheckpointPages) {}

Result<ExchangeWriter> ExchangeWriter::Open(const std::filesystem::path& file) {
  auto opened = OpenForWriting(file, SchemaSteps());
  if (!opened) return tl::unexpected(opened.error());
  auto database = std::make_unique<sqlite::Database>(*std::move(opened));
  sqlite::Preparer prepare(*database);
  Statements statements{
      prepare("write an exchange", kInsertExchange),
      prepare("write an exchange's heads", kInsertDetail),
      prepare("write a request body",
              "INSERT INTO request_body (exchange_id, bytes) VALUES (?, ?)"),
      prepare("write a response body",
              "INSERT INTO response_body (exchange_id, bytes) VALUES (?, ?)"),
      prepare("write the outline of a form",
              "INSERT INTO form (exchange_id, outline) VALUES (?, ?)"),
      prepare("write a finding", R"sql(
        INSERT INTO finding (exchange_id, place, rule, severity, confidence)
        VALUES (?, ?, ?, ?, ?))sql"),
      prepare("write an exchange's job",
              "UPDATE exchange SET job_kind = ?, job_id = ?, job_healed = ? WHERE id = ?"),
      prepare("write an exchange's mark", R"sql(
        UPDATE exchange SET starred = coalesce(?1, starred), note = nullif(coalesce(?2, note), '')
        WHERE id = ?3 RETURNING starred, note)sql"),
  };
  if (prepare.error()) return tl::unexpected(*prepare.error());
  auto retention = Retention::Prepare(*database, file);
  if (!retention) return tl::unexpected(retention.error());
  return ExchangeWriter(std::move(database), std::move(statements), *std::move(retention));
}

Result<void> ExchangeWriter::Write(std::span<const std::unique_ptr<Exchange>> batch,
                                   std::span<const JobChange> changes) {
  const auto write_all = [&]() -> Result<void> {
    auto transaction = Transaction::Begin(*database_, Transaction::Kind::kWrite);
    if (!transaction) return tl::unexpected(transaction.error());
    for (const auto& exchange : batch) {
      if (auto inserted = Insert(*exchange); !inserted) return inserted;
    }
    for (const JobChange& change : changes) {
      if (auto changed = Change(change); !changed) return changed;
    }
    return transaction->Commit();
  };
  Result<void> written = write_all();
  if (!written) {
    for (const auto& exchange : batch) exchange->id = 0;
    return written;
  }
  KeepLogShort();
  return written;
}

Result<void> ExchangeWriter::Insert(Exchange& exchange) {
  std::string findings, edits;
  if (!exchange.findings.empty()) findings = EncodeFindings(exchange.findings);
  if (!exchange.edits.empty()) edits = EncodeEdits(exchange.edits);
  BindExchange(exchange, findings, statements_.exchange);
  if (auto run = statements_.exchange.Run(); !run) return run;
  exchange.id = database_->last_insert_id();
  BindDetail(exchange, edits, statements_.detail);
  if (auto run = statements_.detail.Run(); !run) return run;
  if (auto inserted = InsertBodies(exchange); !inserted) return inserted;
  if (auto inserted = InsertForm(exchange); !inserted) return inserted;
  return InsertFindings(exchange);
}

Result<void> ExchangeWriter::InsertBodies(const Exchange& exchange) {
  const std::pair<const Body*, sqlite::Statement*> bodies[] = {
      {&exchange.request.body, &statements_.request_body},
      {&exchange.response.body, &statements_.response_body}};
  for (const auto& [body, statement] : bodies) {
    if (body->bytes.empty()) continue;
    statement->Bind(1, exchange.id);
    statement->BindBlob(2, body->bytes);
    if (auto run = statement->Run(); !run) return run;
  }
  return {};
}

// A body that was kept whole is read again when it is asked for.
Result<void> ExchangeWriter::InsertForm(const Exchange& exchange) {
  const Body& body = exchange.request.body;
  if (!exchange.form || !(body.truncated || body.dropped)) return {};
  const std::string outline = EncodeForm(*exchange.form);
  Binder(statements_.form).Number(exchange.id).Text(outline);
  return statements_.form.Run();
}

Result<void> ExchangeWriter::InsertFindings(const Exchange& exchange) {
  int64_t place = 0;
  for (const Finding& finding : exchange.findings) {
    Binder binder(statements_.finding);
    binder.Number(exchange.id).Number(place++).Text(finding.rule);
    binder.Text(ToWord(finding.severity)).Text(ToWord(finding.confidence));
    if (auto run = statements_.finding.Run(); !run) return run;
  }
  return {};
}

Result<void> ExchangeWriter::Change(const JobChange& change) {
  Binder binder(statements_.job);
  binder.Text(change.job.kind).Text(change.job.id).Number(change.job.healed);
  binder.Number(change.exchange_id);
  return statements_.job.Run();
}

Result<Mark> ExchangeWriter::SetMark(const MarkChange& change) {
  Binder binder(statements_.mark);
  if (change.starred) {
    binder.Number(*change.starred);
  } else {
    binder.Null();
  }
  if (change.note) {
    binder.Text(*change.note);
  } else {
    binder.Null();
  }
  binder.Number(change.exchange_id);
  std::optional<Mark> mark;
  auto run = sqlite::ForEachRow(statements_.mark, [&](const sqlite::Statement& row) {
    sqlite::RowReader reader(row);
    mark.emplace().exchange_id = change.exchange_id;
    mark->starred = reader.Flag();
    mark->note = reader.Text();
  });
  if (!run) return tl::unexpected(run.error());
  if (!mark) return tl::unexpected(NoSuchExchange(change.exchange_id));
  KeepLogShort();
  return *std::move(mark);
}

void ExchangeWriter::KeepLogShort() {
  if (database_->log_pages() < next_checkpoint_) return;
  const bool is_long = database_->log_pages() >= kLongLogPages;
  // The batch is committed; a checkpoint that fails (a reader is busy, the disk is full) is tried
  // again later.
  const auto log = database_->RunCheckpoint(is_long ? sqlite::Checkpoint::kTruncate
                                                    : sqlite::Checkpoint::kPassive);
  const bool is_copied = log && log->checkpointed == log->in_log;
  next_checkpoint_ = is_copied ? kCheckpointPages : database_->log_pages() + kCheckpointPages;
}

Result<StepProgress> ExchangeWriter::DeleteStep(const Filter& filter, const StepLimits& limits) {
  auto progress = retention_.Delete(filter, limits);
  KeepLogShort();
  return progress;
}

Result<StepProgress> ExchangeWriter::RetentionStep(const RetentionLimits& retention, WallTime now,
                                                   const StepLimits& limits) {
  auto progress = retention_.Step(retention, now, limits);
  KeepLogShort();
  return progress;
}

Result<void> ExchangeWriter::LeaveOneFile() {
  return database_->Execute("bring the log into the database", "PRAGMA journal_mode = DELETE");
}

Result<void> ExchangeWriter::LimitPages(int64_t pages) {
  return database_->Execute("limit the database", fmt::format("PRAGMA max_page_count = {}", pages));
}

}  // namespace osslens::store
