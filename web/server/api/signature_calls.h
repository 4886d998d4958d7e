#pragma once

#include "web/server/router.h"

namespace osslens::web {

// What the signature of one exchange was made from.
[[nodiscard]] Response GetSignature(const Request& request, const PathValues& path,
                                    ApiContext& context);

// The texts that signers with a known mistake would have signed, for trying a secret that stays in the page.
[[nodiscard]] Response GetMistakenTexts(const Request& request, const PathValues& path,
                                        ApiContext& context);

// As GetSignature for a request that was never captured: its head as written, and the body of OSS's answer.
[[nodiscard]] Response RebuildSignature(const Request& request, const PathValues& path,
                                        ApiContext& context);

}  // namespace osslens::web
