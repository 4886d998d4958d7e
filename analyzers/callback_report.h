#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzers/oss/callback_faults.h"
#include "analyzers/oss/callback_preview.h"
#include "analyzers/oss/callback_signature.h"
#include "store/record/exchange.h"

namespace osslens::analyzers {

// The answer of GET /api/v1/exchanges/ID/callback, but for what else was captured.
struct CallbackReport {
  // Of an upload that asks for a callback.
  std::optional<oss::CallbackText> text;
  std::string decoded, decoded_variables;  // empty: not there, or no base64
  std::vector<oss::CallbackFault> faults;
  std::optional<oss::CallbackPreview> preview;  // what OSS would send for it
  // Of a call that OSS made.
  std::optional<oss::CallbackSignatureCheck> signature;
};

// Pure function of the captured bytes and of the keys, which may be null.
[[nodiscard]] CallbackReport ReportCallback(const store::Exchange& exchange,
                                            oss::CallbackKeys* keys);

}  // namespace osslens::analyzers
