#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "store/sqlite/database.h"

namespace osslens::sqlite {

// Prepares the statements of a class in one expression: the first failure is kept, and what it
// returned is not to be used then.
class Preparer {
 public:
  explicit Preparer(Database& database) : database_(database) {}

  Statement operator()(std::string_view action, std::string_view sql) {
    auto statement = database_.Prepare(action, sql);
    if (statement) return *std::move(statement);
    if (!error_) error_ = statement.error();
    return Statement(nullptr, action);
  }

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  Database& database_;
  std::optional<Error> error_;
};

}  // namespace osslens::sqlite
