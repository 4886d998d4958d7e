// What an app says first inside a CONNECT: whatever it is, at every cut, it is one thing or not yet decided.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "proxy/opening.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using osslens::proxy::Opening;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Opening whole = osslens::proxy::LookAtOpening(bytes);
  const Opening half = osslens::proxy::LookAtOpening(bytes.substr(0, size / 2));
  // What is decided stays so, whatever follows.
  if (half.kind != Opening::Kind::kUndecided &&
      (half.kind != whole.kind || half.server_name != whole.server_name)) {
    std::abort();
  }
  return 0;
}
