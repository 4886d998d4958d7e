#pragma once

#include <string_view>

#include "base/result.h"

struct sqlite3;

namespace osslens::sqlite {

// The error of the call that just failed on `connection`, as a sentence: "cannot ACTION in FILE:
// what SQLite says (SQLite error EXTENDED-CODE); what to do". `action` names the statement ("insert
// an exchange"). Bound values never appear in it. A full disk and a lock held by another connection
// are kUnavailable: the same call may succeed later. `file` is needed only where the connection
// does not know its file yet.
[[nodiscard]] Error ErrorOf(sqlite3* connection, int code, std::string_view action,
                            std::string_view file = {});

}  // namespace osslens::sqlite
