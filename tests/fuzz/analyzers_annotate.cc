// The input is a request head, a zero byte and a response (head and body). Without a zero byte it is
// a response to a fixed request, so that the responses of the rule fixtures are seeds.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzers/analyzer.h"
#include "analyzers/signature_report.h"

namespace {

using osslens::analyzers::Analyzer;
using osslens::analyzers::Catalogue;

constexpr std::string_view kRequest =
    "PUT /dir/a%20b.txt?acl HTTP/1.1\r\nHost: examplebucket.oss-cn-hangzhou.aliyuncs.com\r\n"
    "Date: Wed, 15 May 2024 08:30:12 GMT\r\nContent-Type: text/plain\r\nx-oss-meta-a: 1\r\n"
    "Authorization: OSS exampleAccessKeyId:c2lnbmF0dXJl\r\n\r\n";

const Catalogue& TheCatalogue() {
  static const auto catalogue = Catalogue::Load();
  return *catalogue;
}

osslens::oss::Keyring TheKeyring() {
  std::vector<osslens::oss::AccessKey> keys;
  keys.push_back(
      {"exampleAccessKeyId", osslens::Secret(std::string("fake-secret-not-real")), {}, {}, {}});
  return osslens::oss::Keyring(std::move(keys));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t zero = input.find('\0');
  const bool has_request = zero != std::string_view::npos;
  const std::string_view response = has_request ? input.substr(zero + 1) : input;
  const size_t end = response.find("\r\n\r\n");
  osslens::store::Exchange exchange;
  exchange.host = "examplebucket.oss-cn-hangzhou.aliyuncs.com";
  exchange.status = 403;
  exchange.request.head = has_request ? input.substr(0, zero) : kRequest;
  exchange.response.head = response.substr(0, end);
  exchange.response.head += "\r\nServer: AliyunOSS\r\n";
  if (end != std::string_view::npos) exchange.response.body.bytes = response.substr(end + 4);
  exchange.request.body.bytes = exchange.response.body.bytes;
  // With the secret of the fixed request, so that every mistake is made with every input.
  static const osslens::oss::Keyring keyring = TheKeyring();
  static Analyzer analyzer(TheCatalogue(),
                           {.keyring = &keyring, .search_budget = {.attempts = 400}});
  analyzer.Annotate(exchange);
  for (const auto& finding : exchange.findings) {
    static_cast<void>(TheCatalogue().Describe(finding, osslens::store::Language::kChinese));
  }
  static_cast<void>(osslens::analyzers::ReportSignature(
      exchange, osslens::store::Language::kEnglish, &keyring, {.attempts = 400}));
  if (analyzer.unreadable() > 0) __builtin_trap();
  return 0;
}
