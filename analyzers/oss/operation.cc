#include "analyzers/oss/operation.h"

#include <algorithm>
#include <array>

namespace osslens::oss {
namespace {

enum Level { kService, kBucket, kObject };

struct Operation {
  Level level;
  std::string_view method;
  std::string_view key,
      second_key;           // query keys that must be there: "name" or "name=prefix of value"
  std::string_view header;  // that must be there
  std::string_view name;
};

// The API reference as data. The first row that fits is taken, so the rows with more conditions
// stand before those with fewer, and a row without any key is the plain operation of its method.
constexpr std::array<Operation, 176> kOperations = {{
    {kService, "GET", "regions", "", "", "DescribeRegions"},
    {kService, "GET", "publicAccessBlock", "", "", "GetPublicAccessBlock"},
    {kService, "PUT", "publicAccessBlock", "", "", "PutPublicAccessBlock"},
    {kService, "DELETE", "publicAccessBlock", "", "", "DeletePublicAccessBlock"},
    {kService, "GET", "accessPoint", "", "", "ListAccessPoints"},
    {kService, "GET", "accessPointForObjectProcess", "", "", "ListAccessPointsForObjectProcess"},
    {kService, "GET", "redundancyTransition", "", "", "ListUserDataRedundancyTransition"},
    {kService, "GET", "resourcePool", "", "", "ListResourcePools"},
    {kService, "GET", "cloudboxes", "", "", "ListCloudBoxes"},
    {kService, "POST", "x-oss-write-get-object-response", "", "", "WriteGetObjectResponse"},
    {kService, "GET", "", "", "", "ListBuckets"},
    {kBucket, "GET", "list-type", "", "", "ListObjectsV2"},
    {kBucket, "GET", "bucketInfo", "", "", "GetBucketInfo"},
    {kBucket, "GET", "location", "", "", "GetBucketLocation"},
    {kBucket, "GET", "stat", "", "", "GetBucketStat"},
    {kBucket, "GET", "acl", "", "", "GetBucketAcl"},
    {kBucket, "PUT", "acl", "", "", "PutBucketAcl"},
    {kBucket, "GET", "uploads", "", "", "ListMultipartUploads"},
    {kBucket, "GET", "versions", "", "", "ListObjectVersions"},
    {kBucket, "GET", "versioning", "", "", "GetBucketVersioning"},
    {kBucket, "PUT", "versioning", "", "", "PutBucketVersioning"},
    {kBucket, "POST", "delete", "", "", "DeleteMultipleObjects"},
    {kBucket, "PUT", "lifecycle", "", "", "PutBucketLifecycle"},
    {kBucket, "GET", "lifecycle", "", "", "GetBucketLifecycle"},
    {kBucket, "DELETE", "lifecycle", "", "", "DeleteBucketLifecycle"},
    {kBucket, "PUT", "cors", "", "", "PutBucketCors"},
    {kBucket, "GET", "cors", "", "", "GetBucketCors"},
    {kBucket, "DELETE", "cors", "", "", "DeleteBucketCors"},
    {kBucket, "PUT", "policy", "", "", "PutBucketPolicy"},
    {kBucket, "GET", "policy", "", "", "GetBucketPolicy"},
    {kBucket, "GET", "policyStatus", "", "", "GetBucketPolicyStatus"},
    {kBucket, "DELETE", "policy", "", "", "DeleteBucketPolicy"},
    {kBucket, "PUT", "referer", "", "", "PutBucketReferer"},
    {kBucket, "GET", "referer", "", "", "GetBucketReferer"},
    {kBucket, "PUT", "website", "", "", "PutBucketWebsite"},
    {kBucket, "GET", "website", "", "", "GetBucketWebsite"},
    {kBucket, "DELETE", "website", "", "", "DeleteBucketWebsite"},
    {kBucket, "PUT", "logging", "", "", "PutBucketLogging"},
    {kBucket, "GET", "logging", "", "", "GetBucketLogging"},
    {kBucket, "DELETE", "logging", "", "", "DeleteBucketLogging"},
    {kBucket, "PUT", "userDefinedLogFieldsConfig", "", "", "PutUserDefinedLogFieldsConfig"},
    {kBucket, "GET", "userDefinedLogFieldsConfig", "", "", "GetUserDefinedLogFieldsConfig"},
    {kBucket, "DELETE", "userDefinedLogFieldsConfig", "", "", "DeleteUserDefinedLogFieldsConfig"},
    {kBucket, "PUT", "tagging", "", "", "PutBucketTags"},
    {kBucket, "GET", "tagging", "", "", "GetBucketTags"},
    {kBucket, "DELETE", "tagging", "", "", "DeleteBucketTags"},
    {kBucket, "PUT", "encryption", "", "", "PutBucketEncryption"},
    {kBucket, "GET", "encryption", "", "", "GetBucketEncryption"},
    {kBucket, "DELETE", "encryption", "", "", "DeleteBucketEncryption"},
    {kBucket, "PUT", "requestPayment", "", "", "PutBucketRequestPayment"},
    {kBucket, "GET", "requestPayment", "", "", "GetBucketRequestPayment"},
    {kBucket, "PUT", "transferAcceleration", "", "", "PutBucketTransferAcceleration"},
    {kBucket, "GET", "transferAcceleration", "", "", "GetBucketTransferAcceleration"},
    {kBucket, "PUT", "inventory", "", "", "PutBucketInventory"},
    {kBucket, "GET", "inventory", "inventoryId", "", "GetBucketInventory"},
    {kBucket, "GET", "inventory", "", "", "ListBucketInventory"},
    {kBucket, "DELETE", "inventory", "", "", "DeleteBucketInventory"},
    {kBucket, "POST", "worm", "", "", "InitiateBucketWorm"},
    {kBucket, "DELETE", "worm", "", "", "AbortBucketWorm"},
    {kBucket, "GET", "worm", "", "", "GetBucketWorm"},
    {kBucket, "POST", "wormId", "wormExtend", "", "ExtendBucketWorm"},
    {kBucket, "POST", "wormId", "", "", "CompleteBucketWorm"},
    {kBucket, "POST", "replication", "comp=add", "", "PutBucketReplication"},
    {kBucket, "POST", "replication", "comp=delete", "", "DeleteBucketReplication"},
    {kBucket, "GET", "replication", "", "", "GetBucketReplication"},
    {kBucket, "GET", "replicationLocation", "", "", "GetBucketReplicationLocation"},
    {kBucket, "GET", "replicationProgress", "", "", "GetBucketReplicationProgress"},
    {kBucket, "PUT", "rtc", "", "", "PutBucketRTC"},
    {kBucket, "POST", "cname", "comp=add", "", "PutCname"},
    {kBucket, "POST", "cname", "comp=delete", "", "DeleteCname"},
    {kBucket, "POST", "cname", "comp=token", "", "CreateCnameToken"},
    {kBucket, "GET", "cname", "comp=token", "", "GetCnameToken"},
    {kBucket, "GET", "cname", "", "", "ListCname"},
    {kBucket, "POST", "metaQuery", "comp=add", "", "OpenMetaQuery"},
    {kBucket, "POST", "metaQuery", "comp=query", "", "DoMetaQuery"},
    {kBucket, "POST", "metaQuery", "comp=delete", "", "CloseMetaQuery"},
    {kBucket, "GET", "metaQuery", "", "", "GetMetaQueryStatus"},
    {kBucket, "PUT", "resourceGroup", "", "", "PutBucketResourceGroup"},
    {kBucket, "GET", "resourceGroup", "", "", "GetBucketResourceGroup"},
    {kBucket, "PUT", "httpsConfig", "", "", "PutBucketHttpsConfig"},
    {kBucket, "GET", "httpsConfig", "", "", "GetBucketHttpsConfig"},
    {kBucket, "PUT", "accessmonitor", "", "", "PutBucketAccessMonitor"},
    {kBucket, "GET", "accessmonitor", "", "", "GetBucketAccessMonitor"},
    {kBucket, "PUT", "bucketArchiveDirectRead", "", "", "PutBucketArchiveDirectRead"},
    {kBucket, "GET", "bucketArchiveDirectRead", "", "", "GetBucketArchiveDirectRead"},
    {kBucket, "PUT", "publicAccessBlock", "", "", "PutBucketPublicAccessBlock"},
    {kBucket, "GET", "publicAccessBlock", "", "", "GetBucketPublicAccessBlock"},
    {kBucket, "DELETE", "publicAccessBlock", "", "", "DeleteBucketPublicAccessBlock"},
    {kBucket, "PUT", "style", "", "", "PutStyle"},
    {kBucket, "GET", "style", "styleName", "", "GetStyle"},
    {kBucket, "GET", "style", "", "", "ListStyle"},
    {kBucket, "DELETE", "style", "", "", "DeleteStyle"},
    {kBucket, "GET", "live", "", "", "ListLiveChannel"},
    {kBucket, "HEAD", "", "", "", "HeadBucket"},
    {kBucket, "GET", "redundancyTransition", "x-oss-redundancy-transition-taskid", "",
     "GetBucketDataRedundancyTransition"},
    {kBucket, "POST", "redundancyTransition", "", "", "CreateBucketDataRedundancyTransition"},
    {kBucket, "GET", "redundancyTransition", "", "", "ListBucketDataRedundancyTransition"},
    {kBucket, "DELETE", "redundancyTransition", "", "", "DeleteBucketDataRedundancyTransition"},
    {kBucket, "PUT", "accessPoint", "", "", "CreateAccessPoint"},
    {kBucket, "GET", "accessPoint", "", "x-oss-access-point-name", "GetAccessPoint"},
    {kBucket, "GET", "accessPoint", "", "", "ListAccessPoints"},
    {kBucket, "DELETE", "accessPoint", "", "", "DeleteAccessPoint"},
    {kBucket, "PUT", "accessPointPolicy", "", "", "PutAccessPointPolicy"},
    {kBucket, "GET", "accessPointPolicy", "", "", "GetAccessPointPolicy"},
    {kBucket, "DELETE", "accessPointPolicy", "", "", "DeleteAccessPointPolicy"},
    {kBucket, "PUT", "accessPointForObjectProcess", "", "", "CreateAccessPointForObjectProcess"},
    {kBucket, "GET", "accessPointForObjectProcess", "", "", "GetAccessPointForObjectProcess"},
    {kBucket, "DELETE", "accessPointForObjectProcess", "", "", "DeleteAccessPointForObjectProcess"},
    {kBucket, "PUT", "accessPointConfigForObjectProcess", "", "",
     "PutAccessPointConfigForObjectProcess"},
    {kBucket, "GET", "accessPointConfigForObjectProcess", "", "",
     "GetAccessPointConfigForObjectProcess"},
    {kBucket, "PUT", "accessPointPolicyForObjectProcess", "", "",
     "PutAccessPointPolicyForObjectProcess"},
    {kBucket, "GET", "accessPointPolicyForObjectProcess", "", "",
     "GetAccessPointPolicyForObjectProcess"},
    {kBucket, "DELETE", "accessPointPolicyForObjectProcess", "", "",
     "DeleteAccessPointPolicyForObjectProcess"},
    {kBucket, "PUT", "qosInfo", "", "", "PutBucketQoSInfo"},
    {kBucket, "GET", "qosInfo", "", "", "GetBucketQoSInfo"},
    {kBucket, "DELETE", "qosInfo", "", "", "DeleteBucketQoSInfo"},
    {kBucket, "PUT", "requesterQosInfo", "", "", "PutBucketRequesterQoSInfo"},
    {kBucket, "GET", "requesterQosInfo", "qosRequester", "", "GetBucketRequesterQoSInfo"},
    {kBucket, "GET", "requesterQosInfo", "", "", "ListBucketRequesterQoSInfos"},
    {kBucket, "DELETE", "requesterQosInfo", "", "", "DeleteBucketRequesterQoSInfo"},
    {kBucket, "PUT", "overwriteConfig", "", "", "PutBucketOverwriteConfig"},
    {kBucket, "GET", "overwriteConfig", "", "", "GetBucketOverwriteConfig"},
    {kBucket, "DELETE", "overwriteConfig", "", "", "DeleteBucketOverwriteConfig"},
    {kBucket, "PUT", "objectWorm", "", "", "PutBucketObjectWormConfiguration"},
    {kBucket, "GET", "objectWorm", "", "", "GetBucketObjectWormConfiguration"},
    {kBucket, "OPTIONS", "", "", "", "OptionObject"},
    {kBucket, "PUT", "", "", "", "PutBucket"},
    {kBucket, "GET", "", "", "", "ListObjects"},
    {kBucket, "DELETE", "", "", "", "DeleteBucket"},
    {kBucket, "POST", "", "", "", "PostObject"},
    {kObject, "PUT", "partNumber", "uploadId", "x-oss-copy-source", "UploadPartCopy"},
    {kObject, "PUT", "partNumber", "uploadId", "", "UploadPart"},
    {kObject, "POST", "uploads", "", "", "InitiateMultipartUpload"},
    {kObject, "POST", "uploadId", "", "", "CompleteMultipartUpload"},
    {kObject, "DELETE", "uploadId", "", "", "AbortMultipartUpload"},
    {kObject, "GET", "uploadId", "", "", "ListParts"},
    {kObject, "POST", "append", "", "", "AppendObject"},
    {kObject, "POST", "seal", "", "", "SealAppendObject"},
    {kObject, "GET", "objectMeta", "", "", "GetObjectMeta"},
    {kObject, "HEAD", "objectMeta", "", "", "GetObjectMeta"},
    {kObject, "PUT", "acl", "", "", "PutObjectAcl"},
    {kObject, "GET", "acl", "", "", "GetObjectAcl"},
    {kObject, "PUT", "tagging", "", "", "PutObjectTagging"},
    {kObject, "GET", "tagging", "", "", "GetObjectTagging"},
    {kObject, "DELETE", "tagging", "", "", "DeleteObjectTagging"},
    {kObject, "PUT", "symlink", "", "", "PutSymlink"},
    {kObject, "GET", "symlink", "", "", "GetSymlink"},
    {kObject, "POST", "restore", "", "", "RestoreObject"},
    {kObject, "POST", "cleanRestoredObject", "", "", "CleanRestoredObject"},
    {kObject, "POST", "asyncFetch", "", "", "PutAsyncFetchTask"},
    {kObject, "GET", "asyncFetch", "", "", "GetAsyncFetchTask"},
    {kObject, "POST", "x-oss-process=csv/select", "", "", "SelectObject"},
    {kObject, "POST", "x-oss-process=json/select", "", "", "SelectObject"},
    {kObject, "POST", "x-oss-process=csv/meta", "", "", "CreateSelectObjectMeta"},
    {kObject, "POST", "x-oss-process=json/meta", "", "", "CreateSelectObjectMeta"},
    {kObject, "POST", "x-oss-process", "", "", "ProcessObject"},
    {kObject, "POST", "x-oss-async-process", "", "", "AsyncProcessObject"},
    {kObject, "PUT", "live", "status", "", "PutLiveChannelStatus"},
    {kObject, "PUT", "live", "", "", "PutLiveChannel"},
    {kObject, "GET", "live", "comp=stat", "", "GetLiveChannelStat"},
    {kObject, "GET", "live", "comp=history", "", "GetLiveChannelHistory"},
    {kObject, "GET", "live", "", "", "GetLiveChannelInfo"},
    {kObject, "DELETE", "live", "", "", "DeleteLiveChannel"},
    {kObject, "POST", "vod", "", "", "PostVodPlaylist"},
    {kObject, "GET", "vod", "", "", "GetVodPlaylist"},
    {kObject, "PUT", "retention", "", "", "PutObjectRetention"},
    {kObject, "GET", "retention", "", "", "GetObjectRetention"},
    {kObject, "PUT", "legalHold", "", "", "PutObjectLegalHold"},
    {kObject, "GET", "legalHold", "", "", "GetObjectLegalHold"},
    {kObject, "POST", "x-oss-write-get-object-response", "", "", "WriteGetObjectResponse"},
    {kObject, "OPTIONS", "", "", "", "OptionObject"},
    {kObject, "PUT", "", "", "x-oss-copy-source", "CopyObject"},
    {kObject, "PUT", "", "", "", "PutObject"},
    {kObject, "GET", "", "", "", "GetObject"},
    {kObject, "HEAD", "", "", "", "HeadObject"},
    {kObject, "DELETE", "", "", "", "DeleteObject"},
}};

bool HasKey(const Query& query, std::string_view key) {
  if (key.empty()) return true;
  const size_t equals = key.find('=');
  const QueryParameter* parameter = Find(query, key.substr(0, equals));
  if (parameter == nullptr) return false;
  return equals == std::string_view::npos || parameter->value.starts_with(key.substr(equals + 1));
}

Level LevelOf(const Request& request) {
  if (!request.resource.key.empty()) return kObject;
  // Behind a custom domain there is always a bucket, though the request does not name it.
  const bool bucket =
      !request.resource.bucket.empty() || request.endpoint.form == EndpointForm::kCustom;
  return bucket ? kBucket : kService;
}

}  // namespace

std::string_view OperationName(const Request& request) {
  const Level level = LevelOf(request);
  const auto* found = std::ranges::find_if(kOperations, [&request, level](const Operation& row) {
    return row.level == level && row.method == request.method && HasKey(request.query, row.key) &&
           HasKey(request.query, row.second_key) && (row.header.empty() || request.Has(row.header));
  });
  return found == kOperations.end() ? std::string_view{} : found->name;
}

}  // namespace osslens::oss
