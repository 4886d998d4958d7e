// The object was stored, but the upload callback failed. OSS made the call itself, so its message
// is the only witness: what it says of the callback server's answer is proven, why the server
// answered so is not in the capture.
#include <array>
#include <charconv>

#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

using store::Confidence;
using store::Side;

// Parts of OSS's messages, in lower case; misspellings are OSS's own. The first that fits decides.
struct Pattern {
  std::string_view part;
  std::string_view variant;
};
constexpr std::array kPatterns = std::to_array<Pattern>({
    {"not valid json", ""},
    {"reply timeout", "timeout"},
    {"cost too long time", "timeout"},
    {"can not connect", "cannot-connect"},
    {"cannot connect", "cannot-connect"},
    {"missing content-length", "length-missing"},
    {"too long content-length", "length-too-large"},
    {"invalid conent-length", "length-invalid"},
    {"invalid content-length", "length-invalid"},
    {"too many callback requests", "too-many"},
    {"get image info failed", "image-info"},
    {"private address is forbidden", "private-address"},
});

// The number in "Error status : 502."; 0 when there is none.
int StatusOf(std::string_view message) {
  const size_t colon = message.find(':');
  if (colon == std::string_view::npos || !StartsWithIgnoreCase(message, "error status")) return 0;
  const std::string_view rest = TrimOws(message.substr(colon + 1));
  int status = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), status);
  return error == std::errc{} && status >= 100 && status <= 599 ? status : 0;
}

std::optional<std::string> VariantOf(const Facts& facts) {
  for (const Pattern& pattern : kPatterns) {
    if (ContainsIgnoreCase(facts.message(), pattern.part)) return std::string(pattern.variant);
  }
  if (const int status = StatusOf(facts.message()); status != 0) {
    if (status == 502) return "bad-gateway";
    return status >= 300 && status < 400 ? "redirect" : "status";
  }
  // Without a message only the EC tells.
  if (facts.ec() == "0007-00000205") return "";
  if (facts.ec() == "0007-00000202") return "timeout";
  return std::nullopt;
}

void AddParameters(const Facts& facts, Diagnosis& diagnosis) {
  // In a sentence the parameter's name stands for a value that is not known.
  diagnosis.values["callback_url"] = "callbackUrl";
  diagnosis.values["callback_body"] = "callbackBody";
  diagnosis.values["callback_body_type"] = "callbackBodyType";
  if (!facts.callback) return;
  const oss::CallbackParameters& callback = *facts.callback;
  const auto where =
      callback.in_header ? store::Where::kRequestHeader : store::Where::kRequestQuery;
  const auto add = [&](const char* name, const char* key, const std::string& value) {
    if (value.empty()) return;
    diagnosis.values[key] = value;
    diagnosis.evidence.push_back({where, name, value, key});
  };
  add("callbackUrl", "callback_url", callback.url);
  add("callbackBody", "callback_body", callback.body);
  add("callbackBodyType", "callback_body_type", callback.body_type);
}

// OSS could not connect: the decoded parameters may show why.
void ExplainConnect(const Facts& facts, Diagnosis& diagnosis) {
  if (!facts.callback || facts.callback->url.empty()) return;
  if (oss::is_private_host(oss::HostOfUrl(facts.callback->url))) {
    // The address in the request is one that no server of OSS can reach.
    diagnosis.variant = "private-address";
    return;
  }
  if (StartsWithIgnoreCase(facts.callback->url, "https:") && facts.callback->sni != true) {
    diagnosis.evidence.push_back(
        {facts.callback->in_header ? store::Where::kRequestHeader : store::Where::kRequestQuery,
         "callbackSNI", facts.callback->sni ? "false" : "", "no-sni"});
  }
}

}  // namespace

std::optional<Diagnosis> CheckCallbackBodyNotJson(const Facts& facts) {
  const std::optional<std::string> variant = VariantOf(facts);
  if (!variant) return std::nullopt;
  Diagnosis diagnosis{.confidence = Confidence::kProven, .side = Side::kApp, .variant = *variant};
  diagnosis.evidence.push_back(OssAnswer(facts, "message"));
  diagnosis.values["status"] = std::to_string(StatusOf(facts.message()));
  AddParameters(facts, diagnosis);
  if (diagnosis.variant == "cannot-connect" || diagnosis.variant == "bad-gateway") {
    ExplainConnect(facts, diagnosis);
  }
  // 502 stands for a gateway's answer as well as for no answer at all.
  if (diagnosis.variant == "bad-gateway") diagnosis.confidence = Confidence::kLikely;
  if (diagnosis.variant == "too-many") diagnosis.side = Side::kOss;
  return diagnosis;
}

}  // namespace osslens::analyzers
