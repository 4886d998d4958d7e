#pragma once

#include <string>
#include <string_view>

namespace osslens::http {

// Pieces of a peer's bytes, fit to stand in a one-line sentence that ends up in logs and in JSON:
// in quotes, cut to a readable length, every byte but printable ASCII written as \xNN.

[[nodiscard]] std::string Quoted(std::string_view bytes);

// The same for a request line or a target: user information becomes "***" and the text ends at the
// query, because passwords stand in the one and signatures and tokens in the other.
[[nodiscard]] std::string QuotedWithoutSecrets(std::string_view target);

}  // namespace osslens::http
