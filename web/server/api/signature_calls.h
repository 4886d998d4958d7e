#pragma once

#include "web/server/router.h"

namespace osslens::web {

// What the signature of one exchange was made from.
[[nodiscard]] Response GetSignature(const Request& request, const PathValues& path,
                                    ApiContext& context);

// The same for a request that was never captured: its head as written, and the body of OSS's answer.
[[nodiscard]] Response RebuildSignature(const Request& request, const PathValues& path,
                                        ApiContext& context);

}  // namespace osslens::web
