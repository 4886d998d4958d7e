#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/record/finding_text.h"
#include "store/sqlite/statement.h"

namespace osslens::store {

// Of an exchange e: OSS said "no" to a question, which is no failure (analyzers/existence_check.h names the kinds).
inline constexpr const char* kIsCheckSql = "(e.job_kind IN ('check', 'condition'))";

using SqlValue = std::variant<int64_t, std::string>;

// A filter, compiled: an SQL expression over `exchange AS e`, and the values of its `?` in order.
// Values of the user stand in `values` only, never in `sql`.
struct Filter {
  std::string sql = "1";
  std::vector<SqlValue> values;
};

// Compiles the filter language, which list, export, API and page share. Words are separated by
// blanks and all must hold; an empty filter holds always.
//
//   bucket: code: ec: host: key: method: object: op: region: request: rule:
//       the whole text; `*` stands for any characters unless the value is quoted. The case of
//       letters matters for bucket, ec, key, object, region and request as long as there is no `*`.
//   at:                 2024-05-15T08:30:00Z..2024-05-15T08:31:00Z: began in that span of UTC, the
//       end not included; one end may be left out
//   id: status:         403, >=400, <=, >, <, 400-499
//   size:               as numbers, with K, M, G (of 1024): bytes on the wire of request and
//   response together dur:                as numbers, with us, ms, s, m, h: from the first byte of
//   the request to the end since:              30s, 10m, 2h, 3d: started no longer ago than that
//   kind:               forward, intercept, tunnel, reverse, callback
//   confidence:         proven, likely, possible: some finding has it
//   is:error            no complete answer came: the exchange has an `error`
//   is:failed           the app did not get what it asked for: is_failed(Exchange), and no later exchange of its job made
//                       up for it
//   is:healed           is_failed(Exchange), and a later exchange of its job succeeded
//   is:starred is:noted the user has put a star, or a note, on it
//   note:TEXT           its note contains the text; the case of ASCII letters does not matter
//   word, "two words"   searched for in the URL and the object's name, the request id, and the
//   heads of request and
//                       response; the case of ASCII letters does not matter
//   -word, -key:value   the opposite, also true where there is nothing to compare
//
// An exchange without an answer has no status, so no comparison of status holds for it. Errors
// carry the column, name the known keys or what a key takes, and show the filter with a caret; they
// are in `language`.
[[nodiscard]] Result<Filter> ParseFilter(std::string_view filter, WallTime now,
                                         Language language = Language::kEnglish);

// Binds the values from `parameter` on and returns the number of the next parameter. The filter
// must live until the statement is reset.
int BindValues(const Filter& filter, sqlite::Statement& statement, int parameter = 1);

// The column that a key compares, for listing its values: of `exchange AS e`, or of `finding AS f`.
// An error names the keys whose values can be listed.
[[nodiscard]] Result<std::string_view> ValueColumn(std::string_view key);

}  // namespace osslens::store
