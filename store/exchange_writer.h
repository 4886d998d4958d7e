#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "base/clock.h"
#include "base/result.h"
#include "store/filter.h"
#include "store/record/exchange.h"
#include "store/record/job_change.h"
#include "store/record/mark.h"
#include "store/retention.h"
#include "store/sqlite/database.h"

namespace osslens::store {

// Owns the one connection that writes. One thread at a time (the pipeline's); readers of other
// threads and processes do not hold it up, nor it them.
//
// Every failure leaves the file as it was before the call. kUnavailable (disk full, file locked)
// may pass: the same batch can be written again later.
class ExchangeWriter {
 public:
  // Creates the file when there is none and brings older ones up to date; see OpenForWriting for
  // what is refused.
  [[nodiscard]] static Result<ExchangeWriter> Open(const std::filesystem::path& file);

  // Writes the batch in one transaction and gives each exchange its id, in order; ids grow and are
  // never given twice, also not after a deletion. One that has an id already, which must be free,
  // keeps it. After a failure the ids are 0 and nothing of the batch is in the file. In the same transaction it writes what the batch has told about
  // the jobs of stored exchanges; those that have been removed meanwhile are passed over.
  [[nodiscard]] Result<void> Write(std::span<const std::unique_ptr<Exchange>> batch,
                                   std::span<const JobChange> changes = {});

  // Changes the star and the note of an exchange and gives both as they are now; kNotFound when there
  // is no such exchange.
  [[nodiscard]] Result<Mark> SetMark(const MarkChange& change);

  // Removes the oldest exchanges that `filter` holds for, within `limits`; call again while it has
  // more.
  [[nodiscard]] Result<StepProgress> DeleteStep(const Filter& filter,
                                                const StepLimits& limits = {});

  // To be called between batches: one step towards the limits. While it has more, call again soon.
  [[nodiscard]] Result<StepProgress> RetentionStep(const RetentionLimits& retention, WallTime now,
                                                   const StepLimits& limits = {});

  // The database file as it will be after the next checkpoint, and its log as it is.
  [[nodiscard]] Result<uint64_t> SizeOnDisk() { return retention_.SizeOnDisk(); }

  // Brings the log into the database file and does without one from now on, so that the file can be copied alone. To be
  // called last.
  [[nodiscard]] Result<void> LeaveOneFile();

  // A hard limit for the database file, in pages: what would grow it further fails with
  // kUnavailable, as on a full disk. It holds for this connection, and not below what is in use.
  [[nodiscard]] Result<void> LimitPages(int64_t pages);

 private:
  struct Statements {
    sqlite::Statement exchange, detail, request_body, response_body, form, finding, job, mark;
  };

  ExchangeWriter(std::unique_ptr<sqlite::Database> database, Statements statements,
                 Retention retention);

  [[nodiscard]] Result<void> Insert(Exchange& exchange);
  [[nodiscard]] Result<void> InsertBodies(const Exchange& exchange);
  [[nodiscard]] Result<void> InsertForm(const Exchange& exchange);
  [[nodiscard]] Result<void> InsertFindings(const Exchange& exchange);
  [[nodiscard]] Result<void> Change(const JobChange& change);
  void KeepLogShort();

  std::unique_ptr<sqlite::Database> database_;  // before what points at it
  Statements statements_;
  Retention retention_;
  int64_t next_checkpoint_;  // when the log has that many pages
};

}  // namespace osslens::store
