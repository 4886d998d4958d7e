#pragma once

#include <filesystem>

#include "app/launch/environment.h"
#include "app/launch/notice.h"
#include "base/result.h"
#include "proxy/net/address.h"

namespace osslens::app {

// What programs need to reach a proxy that keeps its captures in this data directory: makes the directory of their files
// and names those that tell whom to trust.
[[nodiscard]] Result<ChildAccess> AccessFor(const std::filesystem::path& data_directory,
                                            const net::SocketAddress& proxy);

[[nodiscard]] AdviceValues AdviceValuesOf(const ChildAccess& access);

}  // namespace osslens::app
