#include "analyzers/oss/signed_headers.h"

#include <algorithm>

#include "base/text.h"

namespace osslens::oss {

SignedHeaders CollectSignedHeaders(const Request& request, std::string_view prefix,
                                   const std::vector<std::string>& also) {
  SignedHeaders collected;
  for (const Header& header : request.headers) {
    std::string name = Lower(TrimOws(header.name));
    const bool by_prefix = !prefix.empty() && name.starts_with(prefix);
    if (!by_prefix && std::ranges::find(also, name) == also.end()) continue;
    const auto [position, inserted] = collected.try_emplace(std::move(name), header.value);
    if (!inserted) position->second.append(",").append(header.value);
  }
  return collected;
}

std::string HeaderLines(const SignedHeaders& headers) {
  std::string lines;
  for (const auto& [name, value] : headers) lines.append(name).append(":").append(value) += '\n';
  return lines;
}

}  // namespace osslens::oss
