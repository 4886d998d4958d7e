#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "proxy/dialer.h"
#include "proxy/session_settings.h"

namespace osslens::app {

struct KeyDownload {
  std::string extra_ca_file;  // trusted besides the CAs of the system
  std::vector<proxy::ConnectTo> connect_to;
  std::optional<proxy::UpstreamProxy> upstream_proxy;
};

// Gives what lies at that path of gosspublic.alicdn.com. By HTTPS, whatever the address of a key says: a key that anyone on
// the way could have changed checks nothing. One request, no redirect followed, at most 256 KiB. Blocks for some seconds at
// most; when asked to stop, no longer than a look-up of the name takes.
[[nodiscard]] Result<std::string> DownloadKey(const KeyDownload& settings, const std::string& path,
                                              std::stop_token stop);

}  // namespace osslens::app
