#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "proxy/http/target.h"
#include "store/record/exchange.h"
#include "store/record/finding_text.h"

// What a captured exchange gives for sending its request once more. Pure; sentences are in the language given.
namespace osslens::web {

// The words of one sentence in both languages, and the one that is asked for.
[[nodiscard]] inline std::string_view In(store::Language language, std::string_view en,
                                         std::string_view zh) {
  return language == store::Language::kChinese ? zh : en;
}

struct ReplaySource {
  http::Authority server;
  bool tls = false;
  // As the server saw it, byte for byte. Two things cannot stay: a target that was a URL for a further proxy is a path
  // again, and a Proxy-Authorization is left out, because captures do not hold its value.
  std::string head;
};

// Fails for what no request can be made of again: a blind tunnel, a request that was not passed on, a head that cannot be
// read.
[[nodiscard]] Result<ReplaySource> SourceOf(const store::Exchange& exchange,
                                            store::Language language);

// Why the captured body cannot be sent again; nothing when all of it is there.
[[nodiscard]] std::optional<std::string> WhyBodyIsMissing(const store::Exchange& exchange,
                                                          store::Language language);

}  // namespace osslens::web
