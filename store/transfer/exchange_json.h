#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/record/exchange.h"
#include "store/record/finding_text.h"
#include "store/record/mark.h"
#include "store/transfer/json_writer.h"

namespace osslens::store {

enum class Detail {
  kSummary,         // what lists show
  kFull,            // and heads, what is known of bodies, edits, timings, addresses
  kFullWithBodies,  // and the captured bytes of both bodies
};

// Appends the job, or null.
void WriteJob(const std::optional<Job>& job, JsonWriter& writer);

// Appends {"id":1,"starred":true,"note":null}.
void WriteMark(const Mark& mark, JsonWriter& writer);

// Turns exchanges and findings into JSON: for the API, for exports and for the page's events alike. Names are the
// contract's; a field that does not apply is null. Borrows the texts, which must outlive it; may be used by any thread
// that its texts may be used by.
//
// Heads are shown as lines of text, invalid UTF-8 replaced. Where that loses anything (bytes that are no UTF-8, spacing,
// lines that are no fields), `raw_base64` has the head as it passed; it is null otherwise.
class ExchangeEncoder {
 public:
  ExchangeEncoder(const FindingTextSource& texts, Language language)
      : texts_(texts), language_(language) {}

  // Appends one value, an object.
  void Write(const Exchange& exchange, Detail detail, JsonWriter& writer) const;
  void Write(const Finding& finding, JsonWriter& writer) const;

  [[nodiscard]] std::string Encode(const Exchange& exchange, Detail detail) const;

 private:
  void WriteSummary(const Exchange& exchange, JsonWriter& writer) const;

  const FindingTextSource& texts_;
  const Language language_;
};

}  // namespace osslens::store
