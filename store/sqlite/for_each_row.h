#pragma once

#include "base/result.h"
#include "store/sqlite/statement.h"

namespace osslens::sqlite {

// Calls `read` with every row, then resets the statement.
template <class F>
Result<void> ForEachRow(Statement& statement, F read) {
  const ScopedReset reset(statement);
  for (;;) {
    const auto row = statement.Step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return {};
    read(statement);
  }
}

}  // namespace osslens::sqlite
