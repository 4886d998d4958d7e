#pragma once

#include "web/server/router.h"

namespace osslens::web {

// Calls that sum up many exchanges.
[[nodiscard]] Response SuggestValues(const Request& request, const PathValues& path,
                                     ApiContext& context);
[[nodiscard]] Response GetTimeline(const Request& request, const PathValues& path,
                                   ApiContext& context);
[[nodiscard]] Response GetOperations(const Request& request, const PathValues& path,
                                     ApiContext& context);

}  // namespace osslens::web
