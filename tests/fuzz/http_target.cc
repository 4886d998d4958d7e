// Any text as a target: what is accepted names a host and a port, survives being written down and
// read again, and its path is a piece of the text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "proxy/http/target.h"

namespace {

using namespace osslens;
using namespace osslens::http;

void Expect(bool holds) {
  if (!holds) std::abort();
}

void CheckAuthority(const Authority& authority) {
  Expect(!authority.host.empty() && authority.port != 0);
  Expect(authority.host == Lower(authority.host));
  const Result<Authority> again = ParseAuthority(ToText(authority), 0);
  Expect(again && again->host == authority.host && again->port == authority.port);
}

// A sentence is one line of printable ASCII: it ends up in logs and in JSON.
void CheckSentence(const Error& error) {
  Expect(std::ranges::all_of(error.message, [](char c) { return c >= 0x20 && c < 0x7F; }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const uint16_t default_port : {uint16_t{0}, uint16_t{80}}) {
    const Result<Authority> authority = ParseAuthority(text, default_port);
    authority ? CheckAuthority(*authority) : CheckSentence(authority.error());
  }
  const Result<AbsoluteTarget> target = ParseAbsoluteTarget(text);
  if (!target) {
    CheckSentence(target.error());
    return 0;
  }
  CheckAuthority(target->authority);
  const std::string_view path = target->origin_form;
  Expect(path.empty() || path.front() == '/' || path.front() == '?');
  Expect(text.ends_with(path) && text.starts_with(target->scheme));
  return 0;
}
