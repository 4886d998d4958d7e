#include "proxy/tls/openssl_error.h"

#include <openssl/err.h>

#include <array>

namespace osslens::tls {

void ClearOpensslErrors() noexcept { ERR_clear_error(); }

std::string TakeOpensslErrors() {
  std::string text;
  while (const unsigned long code = ERR_get_error()) {
    if (!text.empty()) text += "; ";
    if (const char* reason = ERR_reason_error_string(code)) {
      text += reason;
    } else {
      // A failed system call has its errno in place of a reason.
      std::array<char, 256> formatted{};
      ERR_error_string_n(code, formatted.data(), formatted.size());
      text += formatted.data();
    }
  }
  return text.empty() ? "no reason given" : text;
}

}  // namespace osslens::tls
