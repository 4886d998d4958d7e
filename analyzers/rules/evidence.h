#pragma once

#include <string>
#include <string_view>

#include "analyzers/rules/facts.h"
#include "store/record/finding.h"

// Helpers with which rules point at captured bytes. `note` names a note of the catalogue entry.
namespace osslens::analyzers {

[[nodiscard]] store::Evidence RequestHeader(const Facts& facts, std::string_view name,
                                            std::string_view note);
[[nodiscard]] store::Evidence ResponseHeader(const Facts& facts, std::string_view name,
                                             std::string_view note);
// An element of the error document; in an answer to HEAD the document is in a header.
[[nodiscard]] store::Evidence ErrorElement(const Facts& facts, std::string_view name,
                                           std::string_view note);
// What OSS says, at its most telling: the message, else the code, else the EC in the header.
[[nodiscard]] store::Evidence OssAnswer(const Facts& facts, std::string_view note);
[[nodiscard]] store::Evidence FromExchange(std::string_view name, std::string_view value,
                                           std::string_view note);
[[nodiscard]] store::Evidence FromMarker(const ProxyMarker& marker);

// A captured value for a sentence: quoted, control characters escaped, cut after 200 bytes at a
// character.
[[nodiscard]] std::string Quote(std::string_view value);

// True when `text` contains `part`, ASCII case ignored.
[[nodiscard]] bool ContainsIgnoreCase(std::string_view text, std::string_view part);

}  // namespace osslens::analyzers
