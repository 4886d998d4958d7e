#pragma once

#include <string>
#include <string_view>

namespace osslens::tls {

// What the first bytes of a connection are, before anything is decided about it.
struct HelloSight {
  enum class Kind {
    kIncomplete,  // so far they could begin a ClientHello
    kHello,       // a whole ClientHello
    kOther,       // anything else, also a ClientHello too broken to be answered
  };
  Kind kind = Kind::kOther;
  std::string
      server_name;  // of kHello: the name it asks for (RFC 6066 section 3), lower case; may be empty
};

// Reads a ClientHello (RFC 8446 section 4.1.2) out of one or more TLS records without consuming it. Longer ones than
// 64 KiB count as kOther. Pure.
[[nodiscard]] HelloSight LookAtHello(std::string_view bytes);

}  // namespace osslens::tls
