#pragma once

#include "store/record/exchange.h"

namespace osslens::store {

// Puts "***" in place of every secret of an exchange that is about to leave the machine: signatures (in Authorization,
// URLs, forms, chunk framing, and what OSS echoes of them), security tokens, customer keys, proxy credentials, cookies
// and passwords in URLs; in heads, bodies, evidence and values alike, and wherever one of them comes up again in another
// encoding. Key ids, scopes and the rest of what was signed stay, so that the exchange can still be explained.
//
// A captured body that is compressed cannot be searched and is left out (marked truncated).
void Redact(Exchange& exchange);

}  // namespace osslens::store
