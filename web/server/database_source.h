#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "store/exchange_reader.h"
#include "store/filter.h"
#include "store/scratch.h"
#include "store/transfer/database_export.h"
#include "web/server/response.h"

namespace osslens::web {

// The bytes of a database that is first written into a temporary file. The file is gone from its directory before the
// first byte is sent, and from the disk with this object. One thread at a time.
class DatabaseSource final : public BodySource {
 public:
  DatabaseSource(store::ExchangeReader reader, store::Filter filter, store::Secrets secrets,
                 std::filesystem::path scratch);
  ~DatabaseSource() override;

  [[nodiscard]] Result<bool> Prepare() override;
  [[nodiscard]] Result<std::string> Next() override;

 private:
  [[nodiscard]] Result<void> Begin();
  [[nodiscard]] Result<void> OpenFile();

  store::ExchangeReader reader_;
  store::Filter filter_;
  const store::Secrets secrets_;
  const std::filesystem::path scratch_parent_;
  std::optional<store::Scratch> scratch_;
  std::optional<store::DatabaseExport> export_;  // after what it writes into
  int file_ = -1;
};

}  // namespace osslens::web
