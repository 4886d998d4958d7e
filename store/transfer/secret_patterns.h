#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace osslens::store {

// Secrets whose place is known, to be masked wherever they come up again: as they are, percent-encoded, with JSON's
// escaped slash, in hexadecimal, or inside base64 at any of its three alignments (then the whole run of base64 is
// masked).
class SecretPatterns {
 public:
  // Texts shorter than kShortest are left alone: they come up by chance.
  static constexpr size_t kShortest = 6;

  void Add(std::string_view secret);

  // `is_cut` says that the text ends too early: its end is masked when a secret may begin there.
  [[nodiscard]] std::string Mask(std::string_view text, bool is_cut = false) const;

 private:
  void AddForm(std::string form, bool is_base64);

  struct Form {
    std::string text;
    bool is_base64;
  };
  std::vector<Form> forms_;
};

}  // namespace osslens::store
