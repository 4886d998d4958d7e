#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "web/server/request_reader.h"

namespace osslens::web {

// A request as a client would write it; "Host: localhost" and further field lines, each with its CRLF.
inline Request ParseRequest(std::string_view method, std::string_view target,
                            std::string_view field_lines = "Host: localhost\r\n") {
  std::string bytes(method);
  bytes.append(" ").append(target).append(" HTTP/1.1\r\n").append(field_lines).append("\r\n");
  std::string_view rest = bytes;
  RequestReader reader({});
  return std::get<Request>(reader.Read(rest));
}

}  // namespace osslens::web
