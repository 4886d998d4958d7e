#pragma once

#include "web/server/router.h"

// The calls about captured exchanges.
namespace osslens::web {

[[nodiscard]] Response ListExchanges(const Request& request, const PathValues& path,
                                     ApiContext& context);
[[nodiscard]] Response DeleteExchanges(const Request& request, const PathValues& path,
                                       ApiContext& context);
[[nodiscard]] Response GetExchange(const Request& request, const PathValues& path,
                                   ApiContext& context);
[[nodiscard]] Response GetRequestBody(const Request& request, const PathValues& path,
                                      ApiContext& context);
[[nodiscard]] Response GetResponseBody(const Request& request, const PathValues& path,
                                       ApiContext& context);

}  // namespace osslens::web
