#include "analyzers/oss/permission.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <utility>

#include "analyzers/oss/xml_text.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

struct ActionOf {
  std::string_view operation, action;
};

// Operations whose action has another name than they have. Sorted.
constexpr std::array<ActionOf, 20> kActions{{
    {"AppendObject", "PutObject"},
    {"CompleteMultipartUpload", "PutObject"},
    {"CopyObject", "PutObject"},
    {"CreateSelectObjectMeta", "GetObject"},
    {"DeleteBucketTags", "DeleteBucketTagging"},
    {"DeleteMultipleObjects", "DeleteObject"},
    {"GetBucketTags", "GetBucketTagging"},
    {"GetLiveChannelInfo", "GetLiveChannel"},
    {"GetObjectMeta", "GetObject"},
    {"GetSymlink", "GetObject"},
    {"HeadObject", "GetObject"},
    {"InitiateMultipartUpload", "PutObject"},
    {"ListBucketInventory", "GetBucketInventory"},
    {"ListObjectsV2", "ListObjects"},
    {"PostObject", "PutObject"},
    {"PutBucketTags", "PutBucketTagging"},
    {"PutSymlink", "PutObject"},
    {"SelectObject", "GetObject"},
    {"UploadPart", "PutObject"},
    {"UploadPartCopy", "PutObject"},
}};

// With a version in the query these ask for a permission of their own.
constexpr std::array<ActionOf, 8> kVersionActions{{
    {"DeleteObject", "DeleteObjectVersion"},
    {"DeleteObjectTagging", "DeleteObjectVersionTagging"},
    {"GetObject", "GetObjectVersion"},
    {"GetObjectAcl", "GetObjectVersionAcl"},
    {"GetObjectTagging", "GetObjectVersionTagging"},
    {"PutObjectAcl", "PutObjectVersionAcl"},
    {"PutObjectTagging", "PutObjectVersionTagging"},
    {"RestoreObject", "RestoreObjectVersion"},
}};

// Operations, or what stands in their names, of which OSS's list of actions says nothing, or whose resources are named
// otherwise than a bucket or an object.
constexpr std::array<std::string_view, 15> kUnknown{
    "AccessPoint",         "AsyncFetch",     "AsyncProcessObject",
    "CleanRestoredObject", "CloudBoxes",     "DescribeRegions",
    "HeadBucket",          "LegalHold",      "ObjectRetention",
    "ObjectWorm",          "ProcessObject",  "QoSInfo",
    "ResourcePools",       "UserDefinedLog", "WriteGetObjectResponse"};

bool is_unknown(std::string_view operation) {
  return operation.empty() || std::ranges::any_of(kUnknown, [operation](std::string_view name) {
           return operation.find(name) != std::string_view::npos;
         });
}

template <size_t N>
std::string_view Look(const std::array<ActionOf, N>& table, std::string_view operation) {
  const auto found = std::ranges::find(table, operation, &ActionOf::operation);
  return found == table.end() ? operation : found->action;
}

bool is_one_of(std::string_view operation, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, operation) != names.end();
}

std::string_view FirstOf(const Request& request, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (request.Has(name)) return request.Value(name);
  }
  return {};
}

// What is copied from: "/bucket/key", percent-encoded, maybe with "?versionId=..."; the first slash may be missing.
struct Source {
  std::string bucket, key;
  bool has_version = false;
};

std::optional<Source> SourceOf(const Request& request) {
  const std::string_view text = FirstOf(request, {"x-oss-copy-source", "x-amz-copy-source"});
  if (text.empty()) return std::nullopt;
  const size_t mark = text.find('?');
  Source source;
  source.has_version =
      mark != std::string_view::npos && text.substr(mark + 1).starts_with("versionId=");
  std::string path = PercentDecode(text.substr(0, mark));
  if (path.starts_with('/')) path.erase(0, 1);
  const size_t slash = path.find('/');
  source.bucket = path.substr(0, slash);
  if (slash != std::string::npos) source.key = path.substr(slash + 1);
  return source;
}

// A copy reads its source, and the tags of the source where it says anything about tags.
void AddSource(const Request& request, std::string_view operation, const Permission& target,
               std::vector<Permission>& needed) {
  if (!is_one_of(operation, {"CopyObject", "UploadPartCopy"})) return;
  const std::optional<Source> source = SourceOf(request);
  if (!source) return;
  const std::string version = source->has_version ? "Version" : "";
  needed.push_back({"oss:GetObject" + version, source->bucket, source->key});
  const bool tells_of_tags = !FirstOf(request, {"x-oss-tagging", "x-oss-tagging-directive",
                                                "x-amz-tagging", "x-amz-tagging-directive"})
                                  .empty();
  if (operation != "CopyObject" || !tells_of_tags) return;
  needed.push_back({"oss:GetObject" + version + "Tagging", source->bucket, source->key});
  needed.push_back({"oss:PutObjectTagging", target.bucket, target.key});
}

// What an upload sets besides the content.
void AddExtras(const Request& request, std::string_view operation, const Permission& object,
               std::vector<Permission>& needed) {
  const bool begins = is_one_of(operation, {"AppendObject", "CopyObject", "InitiateMultipartUpload",
                                            "PutObject", "PutSymlink", "CompleteMultipartUpload"});
  if (!begins) return;
  if (request.Has("x-oss-object-acl") || request.Has("x-amz-acl")) {
    needed.push_back({"oss:PutObjectAcl", object.bucket, object.key});
  }
  const bool tags = request.Has("x-oss-tagging") || request.Has("x-amz-tagging");
  if (tags && operation != "CopyObject") {
    needed.push_back({"oss:PutObjectTagging", object.bucket, object.key});
  }
}

// The objects of a DeleteMultipleObjects. Which of them have a version is not told apart: those bodies name versions of
// all or of none.
std::vector<Permission> Deletions(const Permission& own, std::string_view body) {
  const bool has_versions = !ElementTexts(body, "VersionId").empty();
  const std::string action = has_versions ? "oss:DeleteObjectVersion" : "oss:DeleteObject";
  std::vector<Permission> needed;
  for (std::string& key : ElementTexts(body, "Key")) {
    needed.push_back({action, own.bucket, std::move(key)});
    if (has_versions) needed.push_back({"oss:DeleteObject", own.bucket, needed.back().key});
  }
  // Its body was not captured.
  if (needed.empty()) needed.push_back({"oss:DeleteObject", own.bucket, "*"});
  return needed;
}

// The logs of a bucket are written with the rights of who turns them on.
void AddLogTarget(std::string_view body, std::vector<Permission>& needed) {
  const auto buckets = ElementTexts(body, "TargetBucket");
  if (buckets.empty() || buckets.front().empty()) return;
  const auto prefixes = ElementTexts(body, "TargetPrefix");
  needed.push_back(
      {"oss:PutObject", buckets.front(), (prefixes.empty() ? "" : prefixes.front()) + "*"});
}

bool is_of_account(const Request& request, std::string_view operation) {
  const bool names_none = request.endpoint.bucket.empty() && request.resource.bucket.empty() &&
                          request.resource.key.empty();
  return operation == "ListBuckets" || operation.starts_with("ListUser") ||
         (names_none && operation.find("PublicAccessBlock") != std::string_view::npos);
}

bool is_encrypted_by_kms(const Request& request) {
  const std::string_view method =
      FirstOf(request, {"x-oss-server-side-encryption", "x-amz-server-side-encryption"});
  return EqualsIgnoreCase(method, "KMS") || EqualsIgnoreCase(method, "aws:kms");
}

}  // namespace

Permissions PermissionsFor(const Request& request, std::string_view operation, std::string_view key,
                           std::string_view body) {
  if (operation == "OptionObject") return {};
  if (is_unknown(operation)) return {.needed = {}, .known = false};
  std::string_view action = Look(kActions, operation);
  if (!Value(request.query, "versionId").empty()) action = Look(kVersionActions, action);
  Permission own{"oss:" + std::string(action), request.resource.bucket, std::string(key)};
  if (is_of_account(request, operation)) {
    own.bucket = "*";
  } else if (own.bucket.empty()) {
    own.bucket = kUnknownBucket;
  }
  if (operation == "DeleteMultipleObjects") return {.needed = Deletions(own, body)};
  Permissions permissions{.needed = {own}, .uses_kms = is_encrypted_by_kms(request)};
  AddExtras(request, operation, own, permissions.needed);
  AddSource(request, operation, own, permissions.needed);
  if (operation == "PutBucketLogging") AddLogTarget(body, permissions.needed);
  return permissions;
}

std::string ResourceName(const Permission& permission) {
  std::string name = "acs:oss:*:*:" + permission.bucket;
  if (!permission.key.empty()) name += "/" + permission.key;
  return name;
}

}  // namespace osslens::oss
