#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/exchange_figures.h"
#include "store/exchange_order.h"
#include "store/failure_groups.h"
#include "store/filter.h"
#include "store/record/exchange.h"
#include "store/sqlite/database.h"

namespace osslens::store {

enum class Direction { kRequest, kResponse };

// Which part of the list: newest first, below `before` and above `after`. With an order, what stands
// behind `before` in that order; `after` is not for it.
struct PageRequest {
  int64_t limit = 100;
  std::optional<int64_t> before = std::nullopt;
  std::optional<int64_t> after = std::nullopt;
  std::optional<ExchangeOrder> order = std::nullopt;
};

struct ExchangePage {
  std::vector<std::unique_ptr<Exchange>> exchanges;
  std::optional<int64_t> next;  // `before` of the following page; nothing when this is the last
};

// A read-only connection of its own, for one thread at a time. Works while another connection
// writes (each call sees one committed state) and on a file whose writer is gone. No call keeps a
// read lock after it returned.
class ExchangeReader {
 public:
  [[nodiscard]] static Result<ExchangeReader> Open(const std::filesystem::path& file);

  // The whole exchange, with heads and bodies; kNotFound when there is none of that id.
  [[nodiscard]] Result<std::unique_ptr<Exchange>> Find(int64_t id);

  // Summaries: without heads, bodies, edits, timings and addresses. Pages hang on ids, so that
  // exchanges which arrive or vanish meanwhile do not shift them.
  [[nodiscard]] Result<ExchangePage> List(const Filter& filter, const PageRequest& page);

  // The captured bytes; kNotFound when there is no such exchange, empty when no body was kept.
  [[nodiscard]] Result<std::string> Body(int64_t id, Direction direction);

  [[nodiscard]] Result<int64_t> Count(const Filter& filter);

  // The largest groups of failures that the filter holds for.
  [[nodiscard]] Result<std::vector<FailureGroup>> Groups(const Filter& filter, int64_t limit);

  // Whole exchanges above id `after`, oldest first, at most `limit`: an export asks again with the
  // last id it got, so that it never holds more than one page.
  [[nodiscard]] Result<std::vector<std::unique_ptr<Exchange>>> Next(const Filter& filter,
                                                                    int64_t after, int64_t limit);

  // Sums over many exchanges; on the reader's thread, not to outlive the reader.
  [[nodiscard]] ExchangeFigures figures() { return ExchangeFigures(*database_); }

  // The newest id, 0 when there is no exchange. Cheap; what follows new exchanges polls it.
  [[nodiscard]] Result<int64_t> NewestId();

 private:
  struct Statements {
    sqlite::Statement find, detail, request_body, response_body, form, newest, replays;
  };

  ExchangeReader(std::unique_ptr<sqlite::Database> database, Statements statements);

  [[nodiscard]] Result<bool> Has(int64_t id);
  [[nodiscard]] Result<void> ReadRest(Exchange& exchange);
  [[nodiscard]] Result<std::string> BodyBytes(int64_t id, Direction direction);

  std::unique_ptr<sqlite::Database> database_;
  Statements statements_;
};

}  // namespace osslens::store
