#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/result.h"
#include "store/exchange_reader.h"
#include "store/exchange_writer.h"
#include "store/filter.h"
#include "store/transfer/export.h"

namespace osslens::store {

// Writes the exchanges that a filter holds for into a database of their own, with their ids, so that links between them
// stay. Secrets are masked before anything is written: no page of the file has ever held one. A page of a few exchanges is
// in memory at a time. Borrows the reader and belongs to its thread.
//
// The file is a database of osslens like any other, but whole in one file. What becomes of it after a failure, its "-wal"
// and "-shm" included, is the caller's business.
class DatabaseExport {
 public:
  // There must be no such file yet.
  [[nodiscard]] static Result<DatabaseExport> Begin(ExchangeReader& reader, Filter filter,
                                                    const std::filesystem::path& file,
                                                    Secrets secrets = Secrets::kMasked);

  // Takes over some more exchanges; false when those were the last: then the file is whole and closed.
  [[nodiscard]] Result<bool> Step();

  // All steps; the number of exchanges.
  [[nodiscard]] Result<int64_t> Run();

 private:
  DatabaseExport(ExchangeReader& reader, Filter filter, ExchangeWriter writer, Secrets secrets);

  ExchangeReader& reader_;
  Filter filter_;
  std::optional<ExchangeWriter> writer_;  // until the file is whole
  Secrets secrets_;
  int64_t last_id_ = 0;
  int64_t count_ = 0;
};

}  // namespace osslens::store
