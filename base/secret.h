#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace osslens {

// Text that must never be printed: AccessKey secrets, security tokens, proxy passwords. Formatting
// it gives "[secret]"; the value is reached only through reveal(), so that each use stands out in a
// review. The memory is wiped on destruction.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&&) noexcept = default;
  ~Secret() { Wipe(); }

  [[nodiscard]] std::string_view reveal() const noexcept { return value_; }
  [[nodiscard]] bool empty() const noexcept { return value_.empty(); }

 private:
  void Wipe() noexcept {
    // Through a volatile pointer: the compiler may not leave out stores to memory that is about to
    // be freed.
    volatile char* bytes = value_.data();
    for (size_t i = 0; i < value_.size(); ++i) bytes[i] = 0;
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
