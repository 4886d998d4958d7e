#pragma once

#include "web/server/router.h"

// The calls about the rules.
namespace osslens::web {

[[nodiscard]] Response GetCatalog(const Request& request, const PathValues& path,
                                  ApiContext& context);

}  // namespace osslens::web
