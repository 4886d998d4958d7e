// What the request is and where it went.
#include <array>

#include "analyzers/checks/source_helpers.h"
#include "analyzers/oss/names.h"
#include "analyzers/oss/query.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

using oss::EndpointForm;
using store::Where;

constexpr Where kHead = Where::kRequestHeader;
constexpr Where kQuery = Where::kRequestQuery;

Captured Header(const Facts& facts, std::string_view name) {
  const store::FieldLine* field = facts.request_head.Find(name);
  return When(field != nullptr, field == nullptr ? std::string_view{} : field->value, kHead, name);
}

Captured QueryValue(const Facts& facts, std::string_view name) {
  const oss::QueryParameter* parameter = oss::Find(facts.request.query, name);
  return When(parameter != nullptr, parameter == nullptr ? "" : parameter->value, kQuery, name);
}

// The first parameter whose name begins so: "response-", "x-oss-ac-".
Captured QueryPrefix(const Facts& facts, std::string_view prefix) {
  for (const oss::QueryParameter& parameter : facts.request.query) {
    if (parameter.name.starts_with(prefix)) {
      return When(true, parameter.value, kQuery, parameter.name);
    }
  }
  return When(false, {}, kQuery, prefix);
}

Captured Method(const Facts& facts, std::string_view) {
  return NonEmpty(facts.request.method, kHead, "method");
}

Captured Path(const Facts& facts, std::string_view) {
  return NonEmpty(facts.request.raw_path, kHead, "path");
}

Captured Host(const Facts& facts, std::string_view) {
  return NonEmpty(facts.upstream.endpoint.host, kHead, "Host");
}

Captured HostBucket(const Facts& facts, std::string_view) {
  return NonEmpty(facts.upstream.endpoint.bucket, kHead, "Host");
}

Captured EndpointName(const Facts& facts, std::string_view) {
  return NonEmpty(facts.upstream.endpoint.name, kHead, "Host");
}

Captured Region(const Facts& facts, std::string_view) {
  return NonEmpty(facts.upstream.endpoint.region, kHead, "Host");
}

Captured Bucket(const Facts& facts, std::string_view) {
  return NonEmpty(facts.upstream.resource.bucket, kHead,
                  facts.upstream.resource.bucket_in_path ? "path" : "Host");
}

Captured Key(const Facts& facts, std::string_view) {
  return NonEmpty(facts.upstream.resource.key, kHead, "path");
}

Captured Operation(const Facts& facts, std::string_view) {
  return NonEmpty(facts.operation, Where::kExchange, "operation");
}

bool is_foreign_form(EndpointForm form) {
  return form == EndpointForm::kCustom || form == EndpointForm::kIp;
}

// An endpoint of OSS without a bucket in front.
Captured BareEndpoint(const Facts& facts, std::string_view) {
  const oss::Endpoint& endpoint = facts.upstream.endpoint;
  return When(!is_foreign_form(endpoint.form) && endpoint.bucket.empty(), endpoint.host, kHead,
              "Host");
}

Captured PathBucket(const Facts& facts, std::string_view) {
  const oss::Resource& resource = facts.upstream.resource;
  return When(resource.bucket_in_path && !resource.bucket.empty(), resource.bucket, kHead, "path");
}

// A name or address that is none of the names of OSS.
Captured CustomHost(const Facts& facts, std::string_view) {
  const oss::Endpoint& endpoint = facts.upstream.endpoint;
  return When(is_foreign_form(endpoint.form) && !endpoint.host.empty(), endpoint.host, kHead,
              "Host");
}

// A domain that OSS gives to every bucket, reachable from the Internet.
Captured DefaultHost(const Facts& facts, std::string_view) {
  const oss::Endpoint& endpoint = facts.upstream.endpoint;
  const bool is_default = endpoint.form == EndpointForm::kPublic ||
                          endpoint.form == EndpointForm::kAccelerate ||
                          endpoint.form == EndpointForm::kDualStack;
  return When(is_default, endpoint.host, kHead, "Host");
}

Captured InternalHost(const Facts& facts, std::string_view) {
  const oss::Endpoint& endpoint = facts.upstream.endpoint;
  return When(endpoint.form == EndpointForm::kInternal ||
                  endpoint.name.find("-internal.") != std::string::npos,
              endpoint.host, kHead, "Host");
}

Captured BadKey(const Facts& facts, std::string_view) {
  const std::string& key = facts.upstream.resource.key;
  return When(!key.empty() && oss::CheckObjectName(key), key, kHead, "path");
}

Captured BadBucketName(const Facts& facts, std::string_view) {
  const oss::Resource& resource = facts.upstream.resource;
  return When(!resource.bucket.empty() && oss::CheckBucketName(resource.bucket), resource.bucket,
              kHead, resource.bucket_in_path ? "path" : "Host");
}

Captured BucketTwice(const Facts& facts, std::string_view) {
  const std::string& bucket = facts.upstream.endpoint.bucket;
  const size_t dot = bucket.find('.');
  const bool twice = dot != std::string::npos && bucket.substr(0, dot) == bucket.substr(dot + 1);
  return When(twice, facts.upstream.endpoint.host, kHead, "Host");
}

constexpr auto kSources = std::to_array<Source>({
    {"header", true, &Header},
    {"query", true, &QueryValue},
    {"query-prefix", true, &QueryPrefix},
    {"method", false, &Method},
    {"path", false, &Path},
    {"host", false, &Host},
    {"host-bucket", false, &HostBucket},
    {"endpoint", false, &EndpointName},
    {"region", false, &Region},
    {"bucket", false, &Bucket},
    {"key", false, &Key},
    {"operation", false, &Operation},
    {"bare-endpoint", false, &BareEndpoint},
    {"path-bucket", false, &PathBucket},
    {"custom-host", false, &CustomHost},
    {"default-host", false, &DefaultHost},
    {"internal-host", false, &InternalHost},
    {"bad-key", false, &BadKey},
    {"bad-bucket-name", false, &BadBucketName},
    {"bucket-twice", false, &BucketTwice},
});

}  // namespace

std::span<const Source> HeadSources() { return kSources; }

}  // namespace osslens::analyzers
