#include "analyzers/oss/request.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace osslens::oss {
namespace {

// Path and query of an absolute-form target start at the first "/" after the authority.
std::string_view OriginForm(std::string_view target) {
  const size_t scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  const size_t slash = target.find_first_of("/?", scheme + 3);
  return slash == std::string_view::npos ? std::string_view{"/"} : target.substr(slash);
}

Resource Locate(const Endpoint& endpoint, std::string_view raw_path) {
  Resource resource;
  resource.bucket = endpoint.bucket;
  std::string_view rest = raw_path;
  if (rest.starts_with('/')) rest.remove_prefix(1);
  // An OSS endpoint or an address without a bucket label: the first segment names the bucket. OSS
  // refuses that on its own domains, but it is what the client meant and what it signed.
  if (endpoint.bucket.empty() && endpoint.form != EndpointForm::kCustom && !rest.empty()) {
    const size_t slash = rest.find('/');
    resource.bucket = PercentDecode(rest.substr(0, slash));
    resource.bucket_in_path = true;
    rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  }
  resource.key = PercentDecode(rest);
  return resource;
}

}  // namespace

std::string_view Request::Value(std::string_view name) const {
  for (const Header& header : headers) {
    if (EqualsIgnoreCase(header.name, name)) return header.value;
  }
  return {};
}

bool Request::Has(std::string_view name) const {
  return std::ranges::any_of(
      headers, [name](const Header& header) { return EqualsIgnoreCase(header.name, name); });
}

Request ReadRequest(std::string_view method, std::string_view target, std::string_view host,
                    std::vector<Header> headers) {
  Request request;
  request.method = method;
  request.headers = std::move(headers);
  const std::string_view origin = OriginForm(target);
  const size_t question = origin.find('?');
  request.raw_path = origin.substr(0, question);
  if (question != std::string_view::npos) request.query = ParseQuery(origin.substr(question + 1));
  const std::string_view written_host = request.Value("Host");
  request.endpoint = ParseEndpoint(written_host.empty() ? host : written_host);
  request.resource = Locate(request.endpoint, request.raw_path);
  return request;
}

}  // namespace osslens::oss
