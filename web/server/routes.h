#pragma once

#include <span>

#include "web/server/router.h"

namespace osslens::web {

// Every call of the API, in the order in which the documentation lists them.
[[nodiscard]] std::span<const Route> AllRoutes();

}  // namespace osslens::web
