#pragma once

#include "web/server/router.h"

namespace osslens::web {

// The user puts a star or a note on an exchange, or takes it off.
[[nodiscard]] Response ChangeMark(const Request& request, const PathValues& path,
                                  ApiContext& context);

}  // namespace osslens::web
