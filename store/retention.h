#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/filter.h"
#include "store/sqlite/database.h"

namespace osslens::store {

struct RetentionLimits {
  uint64_t max_size_bytes = UINT64_MAX;  // of the database file and its log together
  std::optional<Microseconds> max_age = std::nullopt;
};

struct StepProgress {
  int64_t deleted = 0;    // exchanges
  bool has_more = false;  // another step may find work
};

// What one step may do at most, so that the pipeline is held up for a moment only.
struct StepLimits {
  int64_t rows = 500;
  int64_t body_bytes = 8 << 20;  // captured bodies deleted; one exchange is always taken
  int64_t pages = 512;           // of 16 KiB, given back to the disk
};

// Removes exchanges, a step at a time, on the connection of the writer, which owns it. Each step is
// one transaction: after a failure the file is as it was before.
class Retention {
 public:
  // `database` must stay where it is as long as this lives.
  [[nodiscard]] static Result<Retention> Prepare(sqlite::Database& database,
                                                 std::filesystem::path file);

  // Removes the oldest exchanges that `filter` holds for.
  [[nodiscard]] Result<StepProgress> Delete(const Filter& filter, const StepLimits& limits);

  // One step towards the limits: exchanges that are too old, then the oldest ones while there are
  // too many bytes, then free pages of the file. Marked ones (mark.h) are never too old. Their bytes
  // make others go first, until they take more than half of the size: then the oldest go, marked or
  // not, so that a capture never ends for want of room.
  [[nodiscard]] Result<StepProgress> Step(const RetentionLimits& retention, WallTime now,
                                          const StepLimits& limits);

  // The database file as it will be after the next checkpoint, and its log as it is.
  [[nodiscard]] Result<uint64_t> SizeOnDisk();

 private:
  struct Space {
    uint64_t file_bytes = 0;  // after the next checkpoint, free pages included
    uint64_t disk_bytes = 0;  // as the file is now
    uint64_t free_bytes = 0;
    uint64_t log_bytes = 0;
  };
  struct Statements {
    sqlite::Statement oldest, oldest_unmarked, expired, marked_bytes, remove, page_size, page_count,
        free_count;
  };

  Retention(sqlite::Database& database, std::filesystem::path file, Statements statements);

  [[nodiscard]] Result<StepProgress> DeleteSelected(sqlite::Statement& selection,
                                                    const StepLimits& limits);
  [[nodiscard]] Result<void> DeleteAll(const std::vector<int64_t>& ids);
  [[nodiscard]] Result<StepProgress> DeleteExpired(WallTime oldest_kept, const StepLimits& limits);
  [[nodiscard]] Result<StepProgress> DeleteOldest(uint64_t excess_bytes, uint64_t room_for_marked,
                                                  const StepLimits& limits);
  [[nodiscard]] Result<StepProgress> GiveBackPages(const StepLimits& limits);
  [[nodiscard]] Result<Space> MeasureSpace();

  sqlite::Database* database_;  // never null; a pointer so that this can move
  std::filesystem::path file_;
  Statements statements_;
};

}  // namespace osslens::store
