#pragma once

#include "analyzers/rules/facts.h"

namespace osslens::analyzers {

// What in a captured request speaks for a change between signing and osslens. None of it proves
// anything: what the app signed is not captured.
enum class Suspicion {
  kNone,
  kContentTypeOnUrl,    // a signed URL used with a Content-Type
  kDefaultContentType,  // a type that HTTP libraries put in on their own
  kProxyBefore,         // a proxy in front of osslens left its mark
};

// The strongest one.
[[nodiscard]] Suspicion SuspectChange(const Facts& facts);

}  // namespace osslens::analyzers
