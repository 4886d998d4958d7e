#pragma once

#include "store/record/exchange.h"
#include "store/record/finding_text.h"

namespace osslens::app {

// What commands print of an exchange on standard output, for people. Captured text is made safe for
// a terminal; secrets are the caller's to mask.

// Method, URL, status, time, and what OSS said.
void PrintOutcome(const store::Exchange& exchange);

// Each finding with its steps and evidence, the strongest first.
void PrintFindings(const store::Exchange& exchange, const store::FindingTextSource& texts,
                   store::Language language);

}  // namespace osslens::app
