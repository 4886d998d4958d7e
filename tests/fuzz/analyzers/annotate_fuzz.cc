// The input is a request head, a zero byte, the fields of a response head, an empty line and the
// response body.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "analyzers/analyzer.h"
#include "analyzers/signature_report.h"

namespace {

using osslens::analyzers::Analyzer;
using osslens::analyzers::Catalogue;

const Catalogue& TheCatalogue() {
  static const auto catalogue = Catalogue::Load();
  return *catalogue;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t zero = input.find('\0');
  if (zero == std::string_view::npos) return 0;
  const std::string_view response = input.substr(zero + 1);
  const size_t end = response.find("\r\n\r\n");
  osslens::store::Exchange exchange;
  exchange.host = "examplebucket.oss-cn-hangzhou.aliyuncs.com";
  exchange.status = 403;
  exchange.request.head = input.substr(0, zero);
  exchange.response.head = "HTTP/1.1 403 Forbidden\r\nServer: AliyunOSS\r\n";
  exchange.response.head += response.substr(0, end);
  if (end != std::string_view::npos) exchange.response.body.bytes = response.substr(end + 4);
  static Analyzer analyzer(TheCatalogue());
  analyzer.Annotate(exchange);
  for (const auto& finding : exchange.findings) {
    static_cast<void>(TheCatalogue().Describe(finding, osslens::store::Language::kChinese));
  }
  static_cast<void>(
      osslens::analyzers::ReportSignature(exchange, osslens::store::Language::kEnglish));
  if (analyzer.unreadable() > 0) __builtin_trap();
  return 0;
}
