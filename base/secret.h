#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace osslens {

// Text that must never be printed: AccessKey secrets, security tokens, proxy passwords. Formatting
// it gives "[secret]"; the value is reached only through reveal(), so that each use stands out in a
// review. The memory is wiped on destruction, when another value is assigned, and where a value has
// been moved away: a short text leaves its bytes behind there.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) { Take(value); }
  Secret(const Secret&) = default;
  Secret& operator=(const Secret& other) {
    if (this == &other) return *this;
    std::string copy(other.value_);
    Take(copy);
    return *this;
  }
  Secret(Secret&& other) noexcept { Take(other.value_); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) Take(other.value_);
    return *this;
  }
  ~Secret() { Wipe(value_); }

  [[nodiscard]] std::string_view reveal() const noexcept { return value_; }
  [[nodiscard]] bool empty() const noexcept { return value_.empty(); }

 private:
  void Take(std::string& from) noexcept {
    Wipe(value_);
    value_ = std::move(from);
    Wipe(from);
  }

  static void Wipe(std::string& text) noexcept {
    text.resize(text.capacity());  // what a longer value left behind the end is in reach, too
    // Through a volatile pointer: the compiler may not leave out stores to memory that is about to
    // be freed.
    volatile char* bytes = text.data();
    for (size_t i = 0; i < text.size(); ++i) bytes[i] = 0;
    text.clear();
  }

  std::string value_;
};

// Compares in time that depends only on the lengths, for passwords that came from a network.
[[nodiscard]] bool EqualInConstantTime(std::string_view a, std::string_view b) noexcept;

}  // namespace osslens

template <>
struct fmt::formatter<osslens::Secret> {
  constexpr auto parse(fmt::format_parse_context& context) { return context.begin(); }
  auto format(const osslens::Secret&, fmt::format_context& context) const {
    return fmt::format_to(context.out(), "[secret]");
  }
};
