#pragma once

#include <string_view>

#include "store/record/exchange.h"

// Calls that ask whether something is there, or is as it was, and to which "no" is an answer and no failure.
namespace osslens::analyzers {

// Kinds of jobs for exchanges that OSS answered with "no". They are healed from the beginning: the app got its answer.
inline constexpr std::string_view kCheckJob = "check";  // whether there is such an object or bucket
inline constexpr std::string_view kConditionJob = "condition";  // whether it is unchanged

// kCheckJob or kConditionJob when the exchange does nothing but ask (HeadObject, GetObjectMeta, HeadBucket; a read with
// If-Match or If-Unmodified-Since, but no range of a download that goes on) and OSS said no; empty for all else. The
// exchange must be annotated.
[[nodiscard]] std::string_view AnsweredNo(const store::Exchange& exchange);

// Whether a read found that there is no such object or bucket, and nothing worse is known of it: it was a check if the
// same client then creates it.
[[nodiscard]] bool found_nothing(const store::Exchange& exchange);

// Whether the exchange, if it succeeded, created its object, or its bucket where it names no object.
[[nodiscard]] bool creates(const store::Exchange& exchange);

}  // namespace osslens::analyzers
