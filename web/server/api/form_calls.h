#pragma once

#include "web/server/router.h"

namespace osslens::web {

// The form of a PostObject, part by part, and its policy, condition by condition.
[[nodiscard]] Response GetForm(const Request& request, const PathValues& path, ApiContext& context);

}  // namespace osslens::web
