#include "analyzers/rules/all_rules.h"

#include <array>

namespace osslens::analyzers {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {.id = "append-position-stale", .check = &CheckAppendPositionStale},
    {.id = "callback-answer-doubtful", .check = &CheckCallbackAnswerDoubtful},
    {.id = "callback-answer-refused", .check = &CheckCallbackAnswerRefused},
    {.id = "callback-body-not-json", .check = &CheckCallbackBodyNotJson},
    {.id = "callback-parameter-doubtful", .check = &CheckCallbackParameterDoubtful},
    {.id = "callback-parameter-fault", .check = &CheckCallbackParameterFault},
    {.id = "callback-signature-invalid", .check = &CheckCallbackSignatureInvalid},
    {.id = "clock-drifting", .check = &CheckClockDrifting},
    {.id = "clock-skewed", .check = &CheckClockSkewed},
    {.id = "cors-answer-unreadable", .check = &CheckCorsAnswerUnreadable},
    {.id = "cors-preflight-insufficient", .check = &CheckCorsPreflightInsufficient},
    {.id = "expired-sts", .check = &CheckExpiredSts},
    {.id = "large-transfer-broke", .check = &CheckLargeTransferBroke},
    {.id = "missing-permission", .check = &CheckMissingPermission},
    {.id = "multipart-inconsistent", .check = &CheckMultipartInconsistent},
    {.id = "post-form-doubtful", .check = &CheckPostFormDoubtful},
    {.id = "post-form-fault", .check = &CheckPostFormFault},
    {.id = "post-policy-fault", .check = &CheckPostPolicyFault},
    {.id = "proxy-added-header", .check = &CheckProxyAddedHeader},
    {.id = "reverse-mode-signed-host", .check = &CheckReverseModeSignedHost},
    {.id = "signature-mistake", .check = &CheckSignatureMistake},
    {.id = "stored-bytes-differ", .check = &CheckStoredBytesDiffer},
    {.id = "wrong-endpoint", .check = &CheckWrongEndpoint},
    {.id = "wrong-secret", .check = &CheckWrongSecret},
});

}  // namespace

std::span<const Rule> AllRules() { return kRules; }

}  // namespace osslens::analyzers
