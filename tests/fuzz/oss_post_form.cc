// The input is the body of a form with the boundary B1, its first byte the size of the pieces in which it passes. Read in pieces
// it must be the same form as read at once, and nothing of it may be too much for those who judge it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "analyzers/oss/policy_check.h"
#include "analyzers/oss/post_form_faults.h"
#include "base/form_scanner.h"

namespace {

using osslens::FormOutline;

FormOutline Read(std::string_view body, size_t piece) {
  osslens::FormScanner scanner("B1");
  for (size_t at = 0; at < body.size(); at += piece) scanner.Feed(body.substr(at, piece));
  return scanner.Finish(true);
}

bool Same(const FormOutline& a, const FormOutline& b) {
  if (a.part_count != b.part_count || a.file_count != b.file_count || a.closed_at != b.closed_at ||
      a.start_at != b.start_at || a.parts.size() != b.parts.size() ||
      a.broken_at.has_value() != b.broken_at.has_value()) {
    return false;
  }
  for (size_t i = 0; i < a.parts.size(); ++i) {
    const auto &one = a.parts[i], &other = b.parts[i];
    if (one.name != other.name || one.value_at != other.value_at ||
        one.value_bytes != other.value_bytes || one.whole != other.whole) {
      return false;
    }
  }
  return !a.broken_at ||
         (a.broken_at->kind == b.broken_at->kind && a.broken_at->at == b.broken_at->at);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const FormOutline whole = Read(body, body.size() + 1);
  if (!Same(whole, Read(body, data[0] % 64 + 1))) std::abort();
  const auto form =
      osslens::oss::ReadPostForm("multipart/form-data; boundary=B1", body, true, &whole);
  static_cast<void>(osslens::oss::FindFormFaults(form, {"", body, true}));
  const auto policy = osslens::oss::ReadPostPolicy(form.Value("policy"));
  static_cast<void>(osslens::oss::CheckPolicy(policy, form, "examplebucket"));
  static_cast<void>(osslens::oss::FindContradiction(policy));
  return 0;
}
