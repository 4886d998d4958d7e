#pragma once

#include <string>

namespace osslens::tls {

// Empties this thread's queue of OpenSSL errors. Call it before an OpenSSL call whose failure is going to be
// reported, so that an older entry is not taken for its reason.
void ClearOpensslErrors() noexcept;

// Takes the queue's entries, oldest first, as one text ("bad decrypt; no start line"), or "no reason given" when
// there are none. OpenSSL's reasons hold no keys and no data.
[[nodiscard]] std::string TakeOpensslErrors();

}  // namespace osslens::tls
