#include "store/record/exchange.h"

#include <algorithm>

namespace osslens::store {

bool is_failed(const Exchange& exchange) {
  if (exchange.kind == ExchangeKind::kCallback) {
    // OSS takes 200 for success and nothing else, and looks at the body as well.
    return exchange.failure.has_value() || exchange.status != 200 ||
           std::ranges::any_of(exchange.findings, [](const Finding& finding) {
             return finding.severity == Severity::kError;
           });
  }
  // 203 is how OSS says that the object was stored but the upload callback failed.
  return exchange.failure.has_value() || exchange.status >= 400 || exchange.status == 203;
}

size_t HeldBytes(const Exchange& exchange) {
  size_t bytes = sizeof(Exchange) + exchange.url.capacity() + exchange.forwarded_head.capacity() +
                 exchange.interim_heads.capacity() + exchange.note.capacity();
  for (const Message* message : {&exchange.request, &exchange.response}) {
    bytes +=
        message->head.capacity() + message->trailers.capacity() + message->body.bytes.capacity();
  }
  if (exchange.form) {
    for (const FormPart& part : exchange.form->parts) {
      bytes += sizeof(FormPart) + part.head.capacity() + part.name.capacity() +
               part.filename.capacity() + part.type.capacity();
    }
  }
  return bytes;
}

}  // namespace osslens::store
