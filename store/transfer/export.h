#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/exchange_reader.h"
#include "store/filter.h"
#include "store/record/exchange.h"
#include "store/transfer/exchange_json.h"

namespace osslens::store {

// Takes the bytes of an export, piece by piece; a failure (a full disk, a client that is gone) ends the export.
using ByteSink = std::function<Result<void>(std::string_view)>;

// How exchanges look in one kind of file. The pieces, in order, are the file.
class ExportFormat {
 public:
  virtual ~ExportFormat() = default;
  [[nodiscard]] virtual std::string Begin() = 0;
  [[nodiscard]] virtual std::string Add(const Exchange& exchange) = 0;
  [[nodiscard]] virtual std::string End() = 0;
};

enum class Secrets { kMasked, kKept };

// Reads the exchanges that a filter holds for, oldest first, and hands them on in a format. One page of a few exchanges
// is in memory at a time. Exchanges that arrive meanwhile are exported too, as far as they are there when their page is
// read. Borrows the reader and belongs to its thread.
class Export {
 public:
  Export(ExchangeReader& reader, Filter filter, std::unique_ptr<ExportFormat> format,
         Secrets secrets = Secrets::kMasked);

  // Hands on the next piece; false when that was the last. A server calls it whenever its client has taken the piece
  // before.
  [[nodiscard]] Result<bool> Step(const ByteSink& sink);

  // All pieces; the number of exchanges.
  [[nodiscard]] Result<int64_t> Run(const ByteSink& sink);

 private:
  ExchangeReader& reader_;
  const Filter filter_;
  const std::unique_ptr<ExportFormat> format_;
  const Secrets secrets_;
  int64_t last_id_ = 0;
  int64_t count_ = 0;
  bool has_begun_ = false;
};

}  // namespace osslens::store
