#pragma once

#include <string_view>

#include "base/result.h"
#include "store/record/exchange.h"
#include "store/record/finding_text.h"
#include "web/server/replay_order.h"

namespace osslens::web {

// Makes the request to send out of a captured exchange and what the user wants of it (JSON):
//
//   { "head": null                          the captured head, byte for byte
//           | { "method": "PUT",            each may be missing: as captured
//               "target": "/key?x",
//               "headers": [0, ["Name", "value"], ...] },   a number: that line of the captured head, byte for byte
//     "body": "captured" | "none" | { "base64": "..." } }   "captured" when missing
//
// Nothing is put right: a head that does not fit its body, or that two readers could take for different things, is
// refused with a sentence. The server stays that of the exchange, whatever the head says. A chunked body goes out as one
// chunk, since captures do not hold the framing, with the captured trailers behind a captured body. Pure.
[[nodiscard]] Result<ReplayOrder> MakeReplay(const store::Exchange& exchange,
                                             std::string_view wanted, store::Language language);

}  // namespace osslens::web
