#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace osslens::oss {

// The error document of OSS: <Error><Code>..</Code>..</Error>, or the same in JSON.
struct ErrorDocument {
  std::string code, message, request_id, host_id, ec;  // trimmed; empty when absent
  // Every element with text, in the order of the document; nested ones as Outer/Inner. The text is
  // as sent, not trimmed.
  std::vector<std::pair<std::string, std::string>> elements;
  bool complete = false;     // nothing is missing at its end
  bool from_header = false;  // it came in x-oss-err, as in answers to HEAD

  // Text of the first element of that name without surrounding blanks, or an empty view.
  [[nodiscard]] std::string_view Value(std::string_view name) const;
  // The same, not trimmed.
  [[nodiscard]] std::string_view Raw(std::string_view name) const;
};

// Reads the first bytes of a body. An element that was cut off is left out, so that a value is
// never a part of itself. nullopt when this is no error document.
[[nodiscard]] std::optional<ErrorDocument> ParseErrorDocument(std::string_view body);

// From x-oss-err (base64 of the document) and x-oss-ec, for answers without a body. nullopt when
// neither tells anything.
[[nodiscard]] std::optional<ErrorDocument> ErrorFromHeaders(std::string_view x_oss_err,
                                                            std::string_view x_oss_ec);

// What OSS says it built from the request it received, in a SignatureDoesNotMatch.
struct SignatureEcho {
  std::string string_to_sign;
  bool exact = false;  // from StringToSignBytes, the only copy that survives XML handling
  std::string canonical_request;  // V4
  std::string signature_provided;
  std::string key_id;
};

// nullopt when the document has neither text.
[[nodiscard]] std::optional<SignatureEcho> ReadEcho(const ErrorDocument& document);

}  // namespace osslens::oss
