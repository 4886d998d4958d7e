#pragma once

#include <span>

#include "analyzers/rules/rule.h"

namespace osslens::analyzers {

// Every rule that has code, sorted by id; static.
[[nodiscard]] std::span<const Rule> AllRules();

// Each is defined in the file of its name.
[[nodiscard]] std::optional<Diagnosis> CheckAppendPositionStale(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckCallbackAnswerDoubtful(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckCallbackAnswerRefused(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckCallbackBodyNotJson(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckCallbackParameterDoubtful(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckCallbackParameterFault(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckCallbackSignatureInvalid(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckClockDrifting(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckClockSkewed(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckCorsAnswerUnreadable(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckCorsPreflightInsufficient(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckExpiredSts(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckLargeTransferBroke(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckMissingPermission(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckMultipartInconsistent(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckPostFormDoubtful(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckPostFormFault(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckPostPolicyFault(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckProxyAddedHeader(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckReverseModeSignedHost(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckSignatureMistake(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckStoredBytesDiffer(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckWrongEndpoint(const Facts& facts);
[[nodiscard]] std::optional<Diagnosis> CheckWrongSecret(const Facts& facts);

}  // namespace osslens::analyzers
