#pragma once

#include <string>
#include <string_view>

namespace osslens::app {

// Captured text as a terminal may show it: control characters, which could move the cursor or rename the window, and bytes
// that are no UTF-8 become "\xHH". Tabs stay, and line ends where `keep_lines` is true (a CR before LF is dropped).
[[nodiscard]] std::string TerminalText(std::string_view captured, bool keep_lines = false);

// At most that many characters (not bytes), the last one a "…" when something was cut off.
[[nodiscard]] std::string Shortened(std::string_view text, size_t limit);

}  // namespace osslens::app
