#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/rules/facts.h"
#include "store/record/message_head.h"

// What a browser makes of an answer to a page of another origin, by the Fetch standard, "CORS protocol". Pure functions.
namespace osslens::analyzers {

// The names of a comma-separated list, without blanks, in lower case.
[[nodiscard]] std::vector<std::string> NamesIn(std::string_view list);

// The same of all lines of that name: a list may be spread over several (RFC 9110, section 5.3), and browsers read them as
// one.
[[nodiscard]] std::vector<std::string> NamesIn(const store::MessageHead& head,
                                               std::string_view name);

// An OPTIONS request with which a browser asks before it sends the call itself.
[[nodiscard]] bool is_preflight(const Facts& facts);

// Whether the answer admits the page: Access-Control-Allow-Origin is * or the Origin of the request, to the byte.
[[nodiscard]] bool admits_origin(const Facts& facts);

// Whether a list of Access-Control-Allow-Methods or -Headers, read by NamesIn, holds the name (in lower case) or *.
[[nodiscard]] bool lists(const std::vector<std::string>& names, std::string_view name);

// The headers that only a script sets and that a preflight must have allowed, in lower case: those of OSS, of signing, of
// content. What browsers add by themselves is not among them.
[[nodiscard]] std::vector<std::string> HeadersOfScript(const Facts& facts);

// A method that needs no preflight.
[[nodiscard]] bool is_simple(std::string_view method);

}  // namespace osslens::analyzers
