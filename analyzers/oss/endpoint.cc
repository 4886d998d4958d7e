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

EndpointForm FormOfRegion(std::string_view region, bool internal) {
  const bool finance = std::ranges::any_of(kFinanceMarks, [region](std::string_view mark) {
    return region.find(mark) != std::string_view::npos;
  });
  if (finance) return EndpointForm::kFinance;
  return internal ? EndpointForm::kInternal : EndpointForm::kPublic;
}

// `label` is the last one before the domain, without its "oss-": a region, or a pseudo region.
void ReadRegionLabel(std::string_view label, Endpoint& endpoint) {
  if (label.starts_with("accelerate")) {
    endpoint.form = EndpointForm::kAccelerate;
    return;
  }
  constexpr std::string_view kInternal = "-internal";
  const bool internal = label.ends_with(kInternal);
  if (internal) label.remove_suffix(kInternal.size());
  endpoint.region = label;
  endpoint.form = FormOfRegion(label, internal);
}

// Recognises the labels in front of the domain; returns how many of them, counted from the left,
// are not part of the endpoint (the bucket), or npos when this is no OSS name.
size_t ReadLabels(const std::vector<std::string_view>& labels, Endpoint& endpoint) {
  const size_t last = labels.size() - 1;
  const std::string_view label = labels[last];
  if (label == "oss" || label == "oss-internal") {
    if (label == "oss" && last >= 1 && LooksLikeRegion(labels[last - 1])) {
      endpoint.form = EndpointForm::kDualStack;
      endpoint.region = labels[last - 1];
      return last - 1;
    }
    endpoint.form = label == "oss" ? EndpointForm::kPublic : EndpointForm::kInternal;
    endpoint.region = "cn-hangzhou";  // names from before there were regions
    return last;
  }
  if (label.starts_with("oss-cloudbox") && last >= 2) {
    endpoint.form = EndpointForm::kCloudBox;
    endpoint.region = labels[last - 2];
    return last - 2;
  }
  if (label.starts_with("vpc100-oss-")) {
    endpoint.form = EndpointForm::kInternal;
    endpoint.region = label.substr(std::string_view("vpc100-oss-").size());
    return last;
  }
  if (!label.starts_with("oss-") || label.size() == 4) return std::string_view::npos;
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
  if (bucket_labels == std::string_view::npos) return endpoint;
  endpoint.bucket = Join(labels, 0, bucket_labels);
  endpoint.name = Join(labels, bucket_labels, labels.size()).append(kDomain);
  return endpoint;
}

bool is_oss_host(std::string_view host) {
  const EndpointForm form = ParseEndpoint(host).form;
  return form != EndpointForm::kCustom && form != EndpointForm::kIp;
}

}  // namespace osslens::oss
