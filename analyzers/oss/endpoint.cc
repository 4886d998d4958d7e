#include "analyzers/oss/endpoint.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace osslens::oss {
namespace {

constexpr std::string_view kDomain = ".aliyuncs.com";

// Zones of the finance and government clouds (endpoint table of the OSS documentation).
constexpr std::array<std::string_view, 4> kFinanceMarks = {"finance", "hzjbp", "-gov-",
                                                           "szfinance"};

// First parts of region ids. Needed only where a label could be a region or a bucket.
constexpr std::array<std::string_view, 9> kRegionPrefixes = {"cn-", "ap-", "us-", "eu-", "me-",
                                                             "na-", "rg-", "sa-", "af-"};

constexpr auto kRegions = std::to_array<std::string_view>({
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ap-southeast-8",
    "cn-beijing",
    "cn-beijing-finance-1",
    "cn-beijing-finance-1-pub",
    "cn-chengdu",
    "cn-fuzhou",
    "cn-guangzhou",
    "cn-hangzhou",
    "cn-hangzhou-finance",
    "cn-heyuan",
    "cn-hongkong",
    "cn-huhehaote",
    "cn-hzfinance",
    "cn-hzjbp",
    "cn-nanjing",
    "cn-north-2-gov-1",
    "cn-qingdao",
    "cn-shanghai",
    "cn-shanghai-finance-1",
    "cn-shanghai-finance-1-pub",
    "cn-shenzhen",
    "cn-shenzhen-finance-1",
    "cn-szfinance",
    "cn-wuhan-lr",
    "cn-wulanchabu",
    "cn-zhangjiakou",
    "cn-zhengzhou-jva",
    "cn-zhongwei",
    "eu-central-1",
    "eu-west-1",
    "me-central-1",
    "me-east-1",
    "na-south-1",
    "rg-china-mainland",
    "us-east-1",
    "us-west-1",
});

bool IsAddress(std::string_view host) {
  if (host.find(':') != std::string_view::npos) return true;
  return !host.empty() &&
         std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

bool LooksLikeRegion(std::string_view label) {
  return std::ranges::any_of(
      kRegionPrefixes, [label](std::string_view prefix) { return label.starts_with(prefix); });
}

std::string Join(const std::vector<std::string_view>& labels, size_t begin, size_t end) {
  std::string text;
  for (size_t i = begin; i < end; ++i) {
    if (!text.empty()) text += '.';
    text += labels[i];
  }
  return text;
}

bool IsFinance(std::string_view region) {
  return std::ranges::any_of(kFinanceMarks, [region](std::string_view mark) {
    return region.find(mark) != std::string_view::npos;
  });
}

// `label` names a region, with "-internal" behind it or not.
void ReadRegion(std::string_view label, EndpointForm form, Endpoint& endpoint) {
  constexpr std::string_view kInternal = "-internal";
  endpoint.form = form;
  endpoint.internal = label.ends_with(kInternal);
  if (endpoint.internal) label.remove_suffix(kInternal.size());
  endpoint.region = label;
}

// `label` is the last one before the domain, without its "oss-": a region, or a pseudo region.
void ReadRegionLabel(std::string_view label, Endpoint& endpoint) {
  if (label == "accelerate" || label == "accelerate-overseas") {
    endpoint.form = EndpointForm::kAccelerate;
    return;
  }
  ReadRegion(label, EndpointForm::kPublic, endpoint);
  if (endpoint.internal) endpoint.form = EndpointForm::kInternal;
  if (IsFinance(endpoint.region)) endpoint.form = EndpointForm::kFinance;
}

constexpr size_t kNoOssName = std::string_view::npos;

// Names in which the service stands last and what belongs to it before that:
// <bucket>.<region>.oss-dls and the like. Gives as ReadLabels.
size_t ReadServiceLabels(const std::vector<std::string_view>& labels, Endpoint& endpoint) {
  const size_t last = labels.size() - 1;
  const std::string_view service = labels[last];
  if ((service == "oss-cloudbox" || service == "oss-cloudbox-control") && last >= 2) {
    endpoint.form = EndpointForm::kCloudBox;
    endpoint.region = labels[last - 2];
    return last - 2;
  }
  if (service == "oss-dls" && last >= 1) {
    ReadRegion(labels[last - 1], EndpointForm::kDataLake, endpoint);
    return last - 1;
  }
  if ((service == "oss-accesspoint" || service == "oss-object-process") && last >= 1 &&
      labels[last - 1].starts_with("oss-")) {
    ReadRegion(labels[last - 1].substr(4), EndpointForm::kAccessPoint, endpoint);
    return last - 1;
  }
  return kNoOssName;
}

// From before there were regions, and the dual stack names, in which the region stands first.
size_t ReadPlainLabels(const std::vector<std::string_view>& labels, Endpoint& endpoint) {
  const size_t last = labels.size() - 1;
  if (labels[last] == "oss" && last >= 1 && LooksLikeRegion(labels[last - 1])) {
    ReadRegion(labels[last - 1], EndpointForm::kDualStack, endpoint);
    return last - 1;
  }
  endpoint.internal = labels[last] == "oss-internal";
  endpoint.form = endpoint.internal ? EndpointForm::kInternal : EndpointForm::kPublic;
  endpoint.region = "cn-hangzhou";
  return last;
}

// Recognises the labels in front of the domain; returns how many of them, counted from the left,
// are not part of the endpoint (the bucket), or kNoOssName.
size_t ReadLabels(const std::vector<std::string_view>& labels, Endpoint& endpoint) {
  const size_t last = labels.size() - 1;
  const std::string_view label = labels[last];
  if (label == "oss" || label == "oss-internal") return ReadPlainLabels(labels, endpoint);
  if (const size_t service = ReadServiceLabels(labels, endpoint); service != kNoOssName) {
    return service;
  }
  constexpr std::string_view kOldVpc = "vpc100-oss-";
  if (label.starts_with(kOldVpc) && label.size() > kOldVpc.size()) {
    ReadRegion(label.substr(kOldVpc.size()), EndpointForm::kInternal, endpoint);
    endpoint.internal = true;
    return last;
  }
  if (label.starts_with("img-") && LooksLikeRegion(label.substr(4))) {
    ReadRegion(label.substr(4), EndpointForm::kImage, endpoint);
    return last;
  }
  if (!label.starts_with("oss-") || label.size() == 4) return kNoOssName;
  ReadRegionLabel(label.substr(4), endpoint);
  if (last >= 1 && labels[last - 1] == "s3") {
    endpoint.form = EndpointForm::kS3;
    return last - 1;
  }
  return last;
}

}  // namespace

std::string NormalizeHost(std::string_view host) {
  host = TrimOws(host);
  if (host.starts_with('[')) {
    return Lower(host.substr(
        1, host.find(']') == std::string_view::npos ? std::string_view::npos : host.find(']') - 1));
  }
  const size_t colon = host.rfind(':');
  // More than one colon without brackets is an IPv6 address, not a port.
  if (colon != std::string_view::npos && host.find(':') == colon) host = host.substr(0, colon);
  if (host.ends_with('.')) host.remove_suffix(1);
  return Lower(host);
}

Endpoint ParseEndpoint(std::string_view host) {
  Endpoint endpoint;
  endpoint.host = NormalizeHost(host);
  endpoint.name = endpoint.host;
  if (IsAddress(endpoint.host)) {
    endpoint.form = EndpointForm::kIp;
    return endpoint;
  }
  if (!endpoint.host.ends_with(kDomain) || endpoint.host.size() == kDomain.size()) return endpoint;
  const std::string_view front =
      std::string_view(endpoint.host).substr(0, endpoint.host.size() - kDomain.size());
  const std::vector<std::string_view> labels = Split(front, '.');
  const size_t bucket_labels = ReadLabels(labels, endpoint);
  if (bucket_labels == kNoOssName) return endpoint;
  endpoint.bucket = Join(labels, 0, bucket_labels);
  endpoint.name = Join(labels, bucket_labels, labels.size()).append(kDomain);
  return endpoint;
}

std::span<const std::string_view> KnownRegions() { return kRegions; }

bool is_oss_host(std::string_view host) {
  const EndpointForm form = ParseEndpoint(host).form;
  return form != EndpointForm::kCustom && form != EndpointForm::kIp;
}

}  // namespace osslens::oss
