#pragma once

#include "web/server/router.h"

namespace osslens::web {

// A download of all exchanges that a filter holds for, made while it is sent.
[[nodiscard]] Response ExportExchanges(const Request& request, const PathValues& path,
                                       ApiContext& context);

}  // namespace osslens::web
