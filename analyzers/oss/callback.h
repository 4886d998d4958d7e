#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "analyzers/oss/request.h"

namespace osslens::oss {

// The upload-callback parameters of a request (OSS documentation, "Callback"): base64 of a JSON
// object, in the header x-oss-callback or the query key callback. Those of a form are in its body.
struct CallbackParameters {
  bool in_header = false;
  std::string raw;  // as sent
  bool is_base64 = false;
  std::string decoded;  // the JSON text; empty when it is not base64
  bool is_json = false;
  // Members of the JSON object; empty when absent or not of the right type.
  std::string url, host, body, body_type;
  std::optional<bool> sni;
  std::map<std::string, std::string> variables;  // of callback-var: x:name -> value
};

[[nodiscard]] std::optional<CallbackParameters> ReadCallback(const Request& request);

// True when the host is one that OSS on the Internet cannot reach: localhost, or an address of a
// loopback, private (RFC 1918) or link-local range.
[[nodiscard]] bool is_private_host(std::string_view host);

// Host of a callbackUrl; a missing scheme means http. Only the first of several URLs is looked at.
[[nodiscard]] std::string HostOfUrl(std::string_view url);

}  // namespace osslens::oss
