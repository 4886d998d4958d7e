#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace osslens::oss {

// One parameter of a query string, decoded once.
struct QueryParameter {
  std::string name;
  std::string value;
  bool has_equals = false;      // "key=" and "key" are two spellings that some signers tell apart
  std::string value_with_plus;  // the value when "+" is read as a plus and not as a blank
};

using Query = std::vector<QueryParameter>;

// Splits the raw text at "&", each part at its first "=", then percent-decodes both sides. A raw
// "+" is a blank, as in forms: SDKs send %20 and %2B, so one on the wire was written by hand or by
// a form library, and OSS is not documented for it. Empty parts are left out.
[[nodiscard]] Query ParseQuery(std::string_view raw);

// The first parameter of that exact name, or nullptr. The pointer lives as long as `query`.
[[nodiscard]] const QueryParameter* Find(const Query& query, std::string_view name);

// Its value, or an empty view.
[[nodiscard]] std::string_view Value(const Query& query, std::string_view name);

// Percent-encodes every byte except A-Z a-z 0-9 - _ . ~ and, when asked for, "/"; hex digits in
// upper case (OSS V4 signature, canonical URI and query).
[[nodiscard]] std::string StrictEncode(std::string_view text, bool keep_slash);

}  // namespace osslens::oss
