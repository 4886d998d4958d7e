// AccessDenied with <AccessDeniedDetail>: OSS itself says which action it refused to whom, and by
// what kind of policy. Without that element the errors of the catalogue say what little is known.
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"

namespace osslens::analyzers {
namespace {

using store::Confidence;
using store::Side;

constexpr const char* kDetail = "AccessDeniedDetail/";

std::string_view Detail(const Facts& facts, const char* name) {
  return facts.error->Value(std::string(kDetail) + name);
}

// The resource as RAM names it; what the request does not say stays a placeholder.
std::string ResourceOf(const Facts& facts) {
  const oss::Resource& resource = facts.upstream.resource;
  const std::string_view named = facts.error->Value("BucketName");
  std::string bucket = resource.bucket.empty() ? std::string(named) : resource.bucket;
  if (bucket.empty()) bucket = resource.key.empty() ? "*" : "BUCKET";
  return "acs:oss:*:*:" + bucket + (resource.key.empty() ? "" : "/" + resource.key);
}

std::string VariantOf(const Facts& facts) {
  const std::string_view policy = Detail(facts, "PolicyType");
  const bool role = Detail(facts, "AuthPrincipalType") == "AssumedRoleUser" ||
                    oss::is_temporary(facts.credentials.key_id);
  const bool bucket_policy =
      ContainsIgnoreCase(policy, "resource") || ContainsIgnoreCase(policy, "bucket");
  if (Detail(facts, "NoPermissionType") == "ExplicitDeny") {
    return bucket_policy ? "denied-by-bucket-policy" : "denied-by-policy";
  }
  return role ? "not-granted-to-role" : "";
}

void AddEvidence(const Facts& facts, Diagnosis& diagnosis) {
  for (const char* name : {"AuthAction", "NoPermissionType", "PolicyType", "AuthPrincipalType",
                           "AuthPrincipalDisplayName"}) {
    if (!Detail(facts, name).empty()) {
      diagnosis.evidence.push_back(ErrorElement(facts, std::string(kDetail) + name, name));
    }
  }
}

}  // namespace

std::optional<Diagnosis> CheckMissingPermission(const Facts& facts) {
  if (!facts.error) return std::nullopt;
  const std::string_view action = Detail(facts, "AuthAction");
  const std::string_view kind = Detail(facts, "NoPermissionType");
  if (action.empty() && kind.empty()) return std::nullopt;
  const std::string_view name = Detail(facts, "AuthPrincipalDisplayName");
  const std::string fallback = "oss:" + std::string(facts.operation);
  Diagnosis diagnosis{.side = Side::kOss, .variant = VariantOf(facts)};
  // OSS took the decision and says what it was about; both halves are needed to leave no doubt.
  diagnosis.confidence = action.empty() || kind.empty() ? Confidence::kLikely : Confidence::kProven;
  diagnosis.values = {
      {"action", action.empty() ? fallback : std::string(action)},
      {"principal", Quote(name.empty() ? std::string_view(facts.credentials.key_id) : name)},
      {"resource", ResourceOf(facts)}};
  AddEvidence(facts, diagnosis);
  return diagnosis;
}

}  // namespace osslens::analyzers
