#pragma once

#include "web/server/router.h"

namespace osslens::web {

// What one exchange has to do with upload callbacks: its parameters, the call that OSS makes for them, its signature, and
// the exchanges at the other end.
[[nodiscard]] Response GetCallback(const Request& request, const PathValues& path,
                                   ApiContext& context);

}  // namespace osslens::web
