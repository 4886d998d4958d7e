#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/launch/recognition.h"
#include "proxy/net/address.h"

namespace osslens::app {

// What stands for the placeholders of an advice.
struct AdviceValues {
  std::string proxy_url;
  std::string host, port;
  std::string bundle;  // empty when TLS is not opened
};

// One line for each recognised client: whether it goes through osslens and, if not by itself, what to write where.
[[nodiscard]] std::vector<std::string> Introductions(const Recognition& recognition,
                                                     const AdviceValues& values);

// Why nothing may have arrived, after "nothing has arrived: ".
[[nodiscard]] std::string LikelyReason(const Recognition& recognition, const AdviceValues& values);

}  // namespace osslens::app
