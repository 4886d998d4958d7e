#pragma once

#include <string>
#include <string_view>

namespace osslens::proxy {

// What an app says first inside a CONNECT.
struct Opening {
  enum class Kind {
    kUndecided,  // too little has come
    kTls,        // a ClientHello
    kHttp,       // a request in plain text
    kOther,
  };
  Kind kind = Kind::kOther;
  std::string server_name;  // of kTls; empty when it names none
};

// Looks without consuming. Pure.
[[nodiscard]] Opening LookAtOpening(std::string_view bytes);

// Whether a host, as an Authority has it, is an IP address.
[[nodiscard]] bool is_ip_address(std::string_view host);

}  // namespace osslens::proxy
