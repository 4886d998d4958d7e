#pragma once

#include <span>
#include <string>
#include <string_view>

namespace osslens::oss {

enum class EndpointForm {
  kPublic,       // oss-<region>.aliyuncs.com
  kInternal,     // oss-<region>-internal.aliyuncs.com, and the older vpc100- names
  kAccelerate,   // oss-accelerate[-overseas].aliyuncs.com: says nothing of the region
  kDualStack,    // <region>.oss.aliyuncs.com
  kS3,           // s3.oss-<region>[-internal].aliyuncs.com
  kFinance,      // zones of the finance and government clouds, which do not follow the template
  kCloudBox,     // <box>.<region>.oss-cloudbox[-control].aliyuncs.com
  kDataLake,     // <region>.oss-dls.aliyuncs.com: the HDFS interface of a bucket
  kAccessPoint,  // oss-<region>[-internal].oss-accesspoint.aliyuncs.com, or .oss-object-process
  kImage,        // img-<region>.aliyuncs.com: image processing before it became part of OSS
  kIp,           // an address: private installations, where the bucket stands in the path
  kCustom,       // anything else: a domain bound to a bucket, or no OSS at all
};

// A Host header taken apart (forms after the OSS documentation, "Regions and endpoints").
struct Endpoint {
  EndpointForm form = EndpointForm::kCustom;
  std::string host;    // lower case, without port and final dot
  std::string name;    // the host without the bucket label: oss-cn-hangzhou.aliyuncs.com
  std::string bucket;  // or name of the access point; empty when the host carries none
  std::string region;  // as V4 signs it, for CloudBox the box id; empty when the host does not say
  bool internal = false;  // reached only from inside the Alibaba Cloud network of that region
};

// Lower case, without port and final dot; brackets of an IPv6 address are taken off.
[[nodiscard]] std::string NormalizeHost(std::string_view host);

[[nodiscard]] Endpoint ParseEndpoint(std::string_view host);

// Ids of the regions that the documentation lists, as V4 signs them, sorted; static. There are others.
[[nodiscard]] std::span<const std::string_view> KnownRegions();

// True for the forms that belong to Alibaba Cloud by their name. A custom domain in front of a
// bucket cannot be told from any other host this way.
[[nodiscard]] bool is_oss_host(std::string_view host);

}  // namespace osslens::oss
