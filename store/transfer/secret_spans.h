#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Where secrets stand in captured text: found by their names and their places, not by their looks. All functions take
// whatever bytes there are; spans come in the order of the text and do not overlap.
namespace osslens::store {

struct Span {
  size_t offset = 0;
  size_t size = 0;
};

// Names whose value is a secret wherever they stand: as header, query parameter, form field, XML element or JSON member.
// Case does not matter.
[[nodiscard]] bool is_secret_name(std::string_view name) noexcept;

// Values behind secret names in any text (name=value, name: value, <name>value</name>, "name": "value",
// name="name" of a form part), and the user information of URLs.
[[nodiscard]] std::vector<Span> FindNamedSecrets(std::string_view text);

// In the value of an Authorization header, all but the scheme, the key id, the scope and the names of signed headers.
[[nodiscard]] std::vector<Span> FindInAuthorization(std::string_view value);

// In a whole head: what the two above find in it, and the values of cookies and other headers that are secrets, also
// where a value goes on in a folded line.
[[nodiscard]] std::vector<Span> FindInHead(std::string_view head);

// `text` with "***" in place of each span.
[[nodiscard]] std::string MaskSpans(std::string_view text, const std::vector<Span>& spans);

// Sorts, and joins what overlaps.
[[nodiscard]] std::vector<Span> MergeSpans(std::vector<Span> spans);

}  // namespace osslens::store
