#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace osslens::http {

// One field line (RFC 9112 section 5). Views point into the head it was parsed from.
struct Field {
  std::string_view name;
  std::string_view value;  // without surrounding blanks
  std::string_view line;   // as written, its CRLF included
};

// The fields shared by both kinds of head.
class Fields {
 public:
  [[nodiscard]] std::span<const Field> all() const { return fields_; }
  // First field of that name, or nullptr; names compare without regard to case.
  [[nodiscard]] const Field* Find(std::string_view name) const;
  // True when any line of that comma-separated list field has `token` as a member, without regard
  // to case.
  [[nodiscard]] bool HasToken(std::string_view name, std::string_view token) const;

  void Clear();
  void Add(Field field) { fields_.push_back(field); }

 private:
  std::vector<Field> fields_;
};

struct RequestHead {
  std::string_view method;
  std::string_view target;
  int minor_version = 1;  // of HTTP/1.x
  Fields fields;
};

struct ResponseHead {
  int status = 0;
  int minor_version = 1;
  Fields fields;
};

// Parse a complete head whose lines a HeadScanner has checked. Views in the result live as long as
// `raw`. Strict where a difference of opinion could be abused (blanks before the colon, folded
// lines, names that are no tokens), liberal where it could not: any byte above 0x20 but 0x7F in the
// target, obs-text and control characters in values. On error the sentence names the fault and the
// line by its number; it quotes neither values nor queries, which may be secret.
[[nodiscard]] Result<void> ParseRequestHead(std::string_view raw, RequestHead& out);
[[nodiscard]] Result<void> ParseResponseHead(std::string_view raw, ResponseHead& out);

// The same for a trailer section (RFC 9112 section 7.1.2), with or without its empty line.
[[nodiscard]] Result<void> ParseTrailers(std::string_view raw, Fields& out);

[[nodiscard]] bool is_token(std::string_view text);

}  // namespace osslens::http
