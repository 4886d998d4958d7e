#include "analyzers/oss/sub_resources.h"

#include <algorithm>
#include <array>

namespace osslens::oss {
namespace {

struct SubResource {
  std::string_view name;
  bool settled;
};

// The union of the documentation and of what sixteen official SDKs sign; there is no complete list.
// Settled are those that the documentation names or that every SDK of the present generation signs.
constexpr std::array<SubResource, 124> kSubResources = {{
    {"accessPoint", false},
    {"accessPointConfigForObjectProcess", false},
    {"accessPointForObjectProcess", false},
    {"accessPointPolicy", false},
    {"accessPointPolicyForObjectProcess", false},
    {"acl", true},
    {"append", true},
    {"asyncFetch", false},
    {"bucketArchiveDirectRead", false},
    {"bucketInfo", true},
    {"callback", true},
    {"callback-var", true},
    {"cleanRestoredObject", false},
    {"cloudboxes", true},
    {"cname", true},
    {"comp", true},
    {"continuation-token", true},
    {"cors", true},
    {"dataPipeline", false},
    {"delete", true},
    {"encryption", false},
    {"endTime", true},
    {"group", false},
    {"httpsConfig", false},
    {"img", true},
    {"inventory", false},
    {"inventoryId", false},
    {"legalHold", false},
    {"lifecycle", true},
    {"link", false},
    {"live", true},
    {"location", true},
    {"logging", true},
    {"metaQuery", false},
    {"objectInfo", false},
    {"objectMeta", true},
    {"objectWorm", false},
    {"overwriteConfig", false},
    {"partNumber", true},
    {"policy", false},
    {"policyStatus", false},
    {"position", true},
    {"processConfiguration", false},
    {"publicAccessBlock", false},
    {"qos", true},
    {"qosInfo", false},
    {"qosRequester", false},
    {"redundancyTransition", false},
    {"referer", true},
    {"regionList", true},
    {"regions", false},
    {"replication", true},
    {"replicationLocation", true},
    {"replicationProgress", true},
    {"requestPayment", false},
    {"requesterQosInfo", false},
    {"resourceGroup", false},
    {"resourcePool", false},
    {"resourcePoolBuckets", false},
    {"resourcePoolInfo", false},
    {"response-cache-control", true},
    {"response-content-disposition", true},
    {"response-content-encoding", true},
    {"response-content-language", true},
    {"response-content-type", true},
    {"response-expires", true},
    {"responseHeader", false},
    {"restore", true},
    {"retention", false},
    {"rtc", false},
    {"seal", false},
    {"security-token", true},
    {"sequential", true},
    {"startTime", true},
    {"stat", true},
    {"status", true},
    {"style", true},
    {"styleName", true},
    {"symlink", true},
    {"tagging", true},
    {"transferAcceleration", false},
    {"udf", false},
    {"udfApplication", false},
    {"udfApplicationLog", false},
    {"udfId", false},
    {"udfImage", false},
    {"udfImageDesc", false},
    {"udfName", false},
    {"uploadId", true},
    {"uploads", true},
    {"userDefinedLogFieldsConfig", false},
    {"versionId", true},
    {"versioning", true},
    {"versions", true},
    {"vip", false},
    {"vod", true},
    {"vpcip", false},
    {"website", true},
    {"withHashContext", false},
    {"worm", false},
    {"wormExtend", false},
    {"wormId", false},
    {"x-oss-ac-forward-allow", false},
    {"x-oss-ac-source-ip", false},
    {"x-oss-ac-subnet-mask", false},
    {"x-oss-ac-vpc-id", false},
    {"x-oss-access-point-name", false},
    {"x-oss-async-process", false},
    {"x-oss-delete", false},
    {"x-oss-dir", false},
    {"x-oss-enable-md5", false},
    {"x-oss-enable-sha1", false},
    {"x-oss-enable-sha256", false},
    {"x-oss-hash-ctx", false},
    {"x-oss-md5-ctx", false},
    {"x-oss-process", true},
    {"x-oss-redundancy-transition-taskid", false},
    {"x-oss-rename", false},
    {"x-oss-request-payer", false},
    {"x-oss-security-token", false},
    {"x-oss-sign-origin-only", false},
    {"x-oss-target-redundancy-type", false},
    {"x-oss-traffic-limit", false},
    {"x-oss-write-get-object-response", false},
}};

// Amazon S3, "Signing and authenticating REST requests" (signature version 2).
constexpr std::array<std::string_view, 27> kS3SubResources = {
    "accelerate",
    "acl",
    "cors",
    "defaultObjectAcl",
    "delete",
    "lifecycle",
    "location",
    "logging",
    "notification",
    "partNumber",
    "policy",
    "requestPayment",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "restore",
    "tagging",
    "torrent",
    "uploadId",
    "uploads",
    "versionId",
    "versioning",
    "versions",
    "website",
};

const SubResource* FindSubResource(std::string_view name) {
  const auto* found = std::ranges::lower_bound(kSubResources, name, {}, &SubResource::name);
  return found == kSubResources.end() || found->name != name ? nullptr : found;
}

}  // namespace

bool is_sub_resource(std::string_view name) {
  return name.starts_with("x-oss-") || FindSubResource(name) != nullptr;
}

bool is_settled_sub_resource(std::string_view name) {
  const SubResource* found = FindSubResource(name);
  return found != nullptr && found->settled;
}

bool is_s3_sub_resource(std::string_view name) {
  return std::ranges::binary_search(kS3SubResources, name);
}

}  // namespace osslens::oss
