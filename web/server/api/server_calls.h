#pragma once

#include "web/server/router.h"

// The calls about the server itself.
namespace osslens::web {

[[nodiscard]] Response FollowEvents(const Request& request, const PathValues& path,
                                    ApiContext& context);
[[nodiscard]] Response GetStatus(const Request& request, const PathValues& path,
                                 ApiContext& context);
[[nodiscard]] Response GetSession(const Request& request, const PathValues& path,
                                  ApiContext& context);
[[nodiscard]] Response GetHealth(const Request& request, const PathValues& path,
                                 ApiContext& context);
[[nodiscard]] Response GetMetrics(const Request& request, const PathValues& path,
                                  ApiContext& context);

}  // namespace osslens::web
