// The input is the body of an answer; its first byte chooses the content coding.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "analyzers/oss/content_coding.h"
#include "analyzers/oss/error_document.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  constexpr std::string_view kCodings[] = {"", "gzip", "br", "deflate"};
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto decoded = osslens::oss::DecodeContent(kCodings[data[0] % 4], body, 64 * 1024);
  if (!decoded) return 0;
  if (const auto document = osslens::oss::ParseErrorDocument(*decoded)) {
    static_cast<void>(osslens::oss::ReadEcho(*document));
  }
  static_cast<void>(osslens::oss::ErrorFromHeaders(*decoded, ""));
  return 0;
}
