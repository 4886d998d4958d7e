#include "store/retention.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "store/sqlite/preparer.h"
#include "store/sqlite/transaction.h"

namespace osslens::store {
namespace {

using sqlite::ScopedReset;
using sqlite::Statement;
using sqlite::Transaction;

constexpr const char* kDeleteAction = "delete exchanges";
constexpr const char* kMeasureAction = "measure the database";

// The log needs room beside the file. Two automatic checkpoints' worth is what it takes in normal
// work; a small limit gives it a quarter.
constexpr uint64_t kRoomForLog = 8 << 20;

// A row with its heads takes no less, so a step does not delete much more than is needed.
constexpr uint64_t kSmallestExchange = 2048;

Result<int64_t> NumberFrom(Statement& statement) {
  const ScopedReset reset(statement);
  const auto row = statement.Step();
  if (!row) return tl::unexpected(row.error());
  return *row ? statement.Number(0) : 0;
}

uint64_t SizeOf(const std::filesystem::path& file) {
  std::error_code missing;
  const auto bytes = std::filesystem::file_size(file, missing);
  return missing ? 0 : bytes;
}

}  // namespace

Retention::Retention(sqlite::Database& database, std::filesystem::path file, Statements statements)
    : database_(&database), file_(std::move(file)), statements_(std::move(statements)) {}

Result<Retention> Retention::Prepare(sqlite::Database& database, std::filesystem::path file) {
  sqlite::Preparer prepare(database);
  Statements statements{
      prepare("find the oldest exchanges", R"sql(
        SELECT id, request_body_captured + response_body_captured FROM exchange
        ORDER BY id LIMIT ?)sql"),
      prepare("find the oldest exchanges", R"sql(
        SELECT id, request_body_captured + response_body_captured FROM exchange
        WHERE starred = 0 AND note IS NULL ORDER BY id LIMIT ?)sql"),
      prepare("find expired exchanges", R"sql(
        SELECT id, request_body_captured + response_body_captured FROM exchange
        WHERE started_at < ? AND starred = 0 AND note IS NULL ORDER BY started_at LIMIT ?)sql"),
      prepare("measure the marked exchanges", fmt::format(R"sql(
        SELECT total(request_body_captured + response_body_captured + {}) FROM exchange
        WHERE starred = 1 OR note IS NOT NULL)sql",
                                                          kSmallestExchange)),
      prepare(kDeleteAction, "DELETE FROM exchange WHERE id = ?"),
      prepare(kMeasureAction, "PRAGMA page_size"),
      prepare(kMeasureAction, "PRAGMA page_count"),
      prepare(kMeasureAction, "PRAGMA freelist_count"),
  };
  if (prepare.error()) return tl::unexpected(*prepare.error());
  return Retention(database, std::move(file), std::move(statements));
}

Result<StepProgress> Retention::Delete(const Filter& filter, const StepLimits& limits) {
  auto selection = database_->Prepare(
      kDeleteAction, fmt::format("SELECT e.id, e.request_body_captured + e.response_body_captured"
                                 " FROM exchange AS e WHERE {} ORDER BY e.id LIMIT ?",
                                 filter.sql));
  if (!selection) return tl::unexpected(selection.error());
  selection->Bind(BindValues(filter, *selection), limits.rows);
  return DeleteSelected(*selection, limits);
}

Result<StepProgress> Retention::DeleteSelected(Statement& selection, const StepLimits& limits) {
  std::vector<int64_t> ids;
  bool has_more = false;
  {
    const ScopedReset reset(selection);
    int64_t body_bytes = 0;
    for (;;) {
      const auto row = selection.Step();
      if (!row) return tl::unexpected(row.error());
      if (!*row) break;
      body_bytes += selection.Number(1);
      has_more = !ids.empty() && body_bytes > limits.body_bytes;
      if (has_more) break;
      ids.push_back(selection.Number(0));
    }
  }
  has_more = has_more || std::cmp_equal(ids.size(), limits.rows);
  if (ids.empty()) return StepProgress{};
  if (auto deleted = DeleteAll(ids); !deleted) return tl::unexpected(deleted.error());
  return StepProgress{static_cast<int64_t>(ids.size()), has_more};
}

Result<void> Retention::DeleteAll(const std::vector<int64_t>& ids) {
  auto transaction = Transaction::Begin(*database_, Transaction::Kind::kWrite);
  if (!transaction) return tl::unexpected(transaction.error());
  for (const int64_t id : ids) {
    statements_.remove.Bind(1, id);
    if (auto removed = statements_.remove.Run(); !removed) return removed;
  }
  return transaction->Commit();
}

Result<StepProgress> Retention::Step(const RetentionLimits& retention, WallTime now,
                                     const StepLimits& limits) {
  if (retention.max_age) {
    auto expired = DeleteExpired(now - *retention.max_age, limits);
    if (!expired || expired->deleted > 0) return expired;
  }
  auto space = MeasureSpace();
  if (!space) return tl::unexpected(space.error());
  const uint64_t room_for_log = std::min(kRoomForLog, retention.max_size_bytes / 4);
  const uint64_t budget = retention.max_size_bytes - room_for_log;
  // Pages that were given back leave the disk with the checkpoint.
  const bool is_to_be_cut = space->file_bytes <= budget && space->disk_bytes > budget;
  if (space->log_bytes > room_for_log || is_to_be_cut) {
    // Best effort: a reader may hold the log, and what matters is tried again in the next step.
    static_cast<void>(database_->RunCheckpoint(sqlite::Checkpoint::kTruncate));
  }
  const uint64_t used_bytes = space->file_bytes - space->free_bytes;
  if (used_bytes > budget) return DeleteOldest(used_bytes - budget, budget / 2, limits);
  if (space->file_bytes > budget && space->free_bytes > 0) return GiveBackPages(limits);
  return StepProgress{};
}

Result<StepProgress> Retention::DeleteExpired(WallTime oldest_kept, const StepLimits& limits) {
  statements_.expired.Bind(1, oldest_kept.time_since_epoch().count());
  statements_.expired.Bind(2, limits.rows);
  auto progress = DeleteSelected(statements_.expired, limits);
  // There may be too many bytes as well; the next step looks.
  if (progress) progress->has_more = progress->deleted > 0;
  return progress;
}

Result<StepProgress> Retention::DeleteOldest(uint64_t excess_bytes, uint64_t room_for_marked,
                                             const StepLimits& limits) {
  StepLimits needed = limits;
  const auto at_most = [excess_bytes](int64_t limit, uint64_t each) {
    return std::min(static_cast<uint64_t>(std::max<int64_t>(limit, 1)), excess_bytes / each + 1);
  };
  needed.rows = static_cast<int64_t>(at_most(limits.rows, kSmallestExchange));
  needed.body_bytes = static_cast<int64_t>(at_most(limits.body_bytes, 1));
  const auto marked_bytes = NumberFrom(statements_.marked_bytes);
  if (!marked_bytes) return tl::unexpected(marked_bytes.error());
  Result<StepProgress> progress;
  if (static_cast<uint64_t>(*marked_bytes) <= room_for_marked) {
    statements_.oldest_unmarked.Bind(1, needed.rows);
    progress = DeleteSelected(statements_.oldest_unmarked, needed);
  }
  // Nothing else may be left: heads count for more than was reckoned.
  if (progress && progress->deleted == 0) {
    statements_.oldest.Bind(1, needed.rows);
    progress = DeleteSelected(statements_.oldest, needed);
  }
  if (progress) progress->has_more = progress->deleted > 0;
  return progress;
}

Result<StepProgress> Retention::GiveBackPages(const StepLimits& limits) {
  auto done = database_->Execute("give pages back to the disk",
                                 fmt::format("PRAGMA incremental_vacuum({})", limits.pages));
  if (!done) return tl::unexpected(done.error());
  return StepProgress{0, true};
}

Result<Retention::Space> Retention::MeasureSpace() {
  const auto page_size = NumberFrom(statements_.page_size);
  if (!page_size) return tl::unexpected(page_size.error());
  const auto pages = NumberFrom(statements_.page_count);
  if (!pages) return tl::unexpected(pages.error());
  const auto free_pages = NumberFrom(statements_.free_count);
  if (!free_pages) return tl::unexpected(free_pages.error());
  Space space;
  space.file_bytes = static_cast<uint64_t>(*pages * *page_size);
  space.free_bytes = static_cast<uint64_t>(*free_pages * *page_size);
  space.disk_bytes = SizeOf(file_);
  space.log_bytes = SizeOf(file_.native() + "-wal");
  return space;
}

Result<uint64_t> Retention::SizeOnDisk() {
  const auto space = MeasureSpace();
  if (!space) return tl::unexpected(space.error());
  return space->file_bytes + space->log_bytes;
}

}  // namespace osslens::store
