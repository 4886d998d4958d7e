#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/endpoint.h"
#include "analyzers/oss/query.h"

namespace osslens::oss {

// One field of a request head: name as written, value without its surrounding blanks.
struct Header {
  std::string_view name;
  std::string_view value;
};

// What the request addresses. With a custom domain the bucket is not in the request.
struct Resource {
  std::string bucket;  // empty: none, or not in the request
  std::string key;     // decoded once; empty at bucket and service level
  bool bucket_in_path = false;
};

// A request head as OSS reads it. The views point into the captured head, which must outlive it.
struct Request {
  std::string_view method;
  std::string_view raw_path;  // as on the wire, without the query
  Query query;
  std::vector<Header> headers;
  Endpoint endpoint;
  Resource resource;

  // Value of the first header of that name (case does not matter), or an empty view.
  [[nodiscard]] std::string_view Value(std::string_view name) const;
  [[nodiscard]] bool Has(std::string_view name) const;
};

// `target` is the request target as written: origin form or absolute form. `host` is where the
// request goes when it has no Host header.
[[nodiscard]] Request ReadRequest(std::string_view method, std::string_view target,
                                  std::string_view host, std::vector<Header> headers);

}  // namespace osslens::oss
