#pragma once

#include "web/server/router.h"

namespace osslens::web {

// The failures that the filter holds for, grouped by what fails where. On a worker thread.
[[nodiscard]] Response ListGroups(const Request& request, const PathValues& path,
                                  ApiContext& context);

}  // namespace osslens::web
