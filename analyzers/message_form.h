#pragma once

#include <string>
#include <string_view>

namespace osslens::analyzers {

// Messages of OSS differ between editions in blanks, quotes, capitals and the final full stop, never
// in letters that matter. Both a captured message and the forms of the catalogue are squeezed: no
// blanks, straight quotes, no backslashes, lower case, no full stop at the end. Captured text is cut
// at kMostMessageBytes before.
constexpr size_t kMostMessageBytes = 2048;
[[nodiscard]] std::string SqueezeMessage(std::string_view message);

// `form` and `message` are squeezed; * in a form stands for any run of characters. Time grows with
// the product of both lengths at most: there is no backtracking beyond the last *.
[[nodiscard]] bool FitsForm(std::string_view form, std::string_view message);

}  // namespace osslens::analyzers
