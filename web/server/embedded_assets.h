#pragma once

#include <span>

#include "web/server/assets.h"

namespace osslens::web {

// The files of the page that were built into this binary, "/" (index.html) among them. The source
// of this function is generated: see cmake/EmbedAssets.cmake. The views live as long as the process.
[[nodiscard]] std::span<const Asset> EmbeddedAssets();

}  // namespace osslens::web
