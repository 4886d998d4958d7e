#pragma once

#include "web/server/router.h"

namespace osslens::web {

// What of an exchange can be sent once more: the head as the server saw it, and whether its body is there.
[[nodiscard]] Response GetReplay(const Request& request, const PathValues& path,
                                 ApiContext& context);

// Sends it once more, as captured or as the body of the call says; answers when the new exchange has been stored.
[[nodiscard]] Response PostReplay(const Request& request, const PathValues& path,
                                  ApiContext& context);

}  // namespace osslens::web
