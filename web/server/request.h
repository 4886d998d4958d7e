#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "proxy/http/head.h"

namespace osslens::web {

// One request to the web server, taken apart. Owns its text, so that it can go to a worker thread.
struct Request {
  std::string method;
  std::string path;  // as written, without the query
  std::vector<std::pair<std::string, std::string>> query;
  std::vector<std::pair<std::string, std::string>> fields;
  // Of an absolute-form target; empty otherwise. It stands for the Host field (RFC 9112, section 3.2.2).
  std::string target_authority;
  std::string body;  // without its framing; empty unless the call takes one
  int minor_version = 1;
  bool keep_alive = true;

  // The first query parameter of that name; nullopt when there is none.
  [[nodiscard]] std::optional<std::string_view> Parameter(std::string_view name) const;
  // The first field of that name (case does not matter), or an empty view.
  [[nodiscard]] std::string_view Field(std::string_view name) const;
  [[nodiscard]] size_t CountFields(std::string_view name) const;
};

[[nodiscard]] Result<Request> ToRequest(const http::RequestHead& head);

// The parts of "a=1&b=x%20y"; "+" stands for a blank, as in forms (WHATWG URL, section 5.1).
[[nodiscard]] std::vector<std::pair<std::string, std::string>> ParseQuery(std::string_view text);

}  // namespace osslens::web
