#include "analyzers/fingerprint.h"

#include <fmt/format.h>

#include "analyzers/oss/digest.h"

namespace osslens::analyzers {

std::string Fingerprint(const FailureKind& failure) {
  constexpr size_t kBytes = 8;
  std::string text;
  for (const std::string_view part :
       {failure.rule, failure.cause, failure.operation, failure.place}) {
    text += fmt::format("{}:{}", part.size(), part);
  }
  return "v1:" + oss::Hex(oss::Sha256(text).substr(0, kBytes));
}

}  // namespace osslens::analyzers
