// Whatever the bytes, spans stay inside of them, in order, and do not overlap.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "store/transfer/secret_spans.h"

namespace {

void CheckSpans(std::string_view text, const std::vector<osslens::store::Span>& spans) {
  size_t end = 0;
  for (const osslens::store::Span& span : spans) {
    if (span.size == 0 || span.offset < end || span.offset + span.size > text.size()) std::abort();
    end = span.offset + span.size;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  CheckSpans(text, osslens::store::FindNamedSecrets(text));
  CheckSpans(text, osslens::store::FindInAuthorization(text));
  CheckSpans(text, osslens::store::FindInHead(text));
  return 0;
}
