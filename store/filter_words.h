#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/record/finding_text.h"

namespace osslens::store {

// One word of a filter: `KEY:VALUE`, or a word to search for (then `key` is empty).
struct FilterWord {
  bool is_negated = false;
  std::string key;         // lower case
  std::string value;       // without its quotes
  bool is_quoted = false;  // a quoted value is taken as it is: `*` in it stands for itself
  size_t offset = 0;       // of the word in the filter, its `-` included
  size_t value_offset = 0;
};

// A filter of more words than this is refused: SQLite limits the depth of an expression.
inline constexpr size_t kMaxFilterWords = 64;

// Takes the filter apart at its blanks. In quotes, `\"` stands for a quote and `\\` for a
// backslash.
[[nodiscard]] Result<std::vector<FilterWord>> SplitFilter(std::string_view filter,
                                                          Language language = Language::kEnglish);

// What is wrong with a filter, for people.
struct FilterFault {
  std::string english, chinese;
};

// "filter, column N: FAULT", then the filter and a caret below the column. Columns count characters
// from 1.
[[nodiscard]] tl::unexpected<Error> FailInFilter(std::string_view filter, Language language,
                                                 size_t offset, const FilterFault& fault);

}  // namespace osslens::store
