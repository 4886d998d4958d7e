#include "analyzers/signature_report.h"

#include "analyzers/rules/facts.h"

namespace osslens::analyzers {
namespace {

using store::Language;

// A report looks at one exchange alone.
class NoHistory final : public History {
 public:
  [[nodiscard]] bool KeyWorked(std::string_view) const override { return false; }
  [[nodiscard]] std::string EndpointOf(std::string_view) const override { return {}; }
  [[nodiscard]] std::optional<TokenUse> UseOf(const Secret&) const override { return {}; }
};

struct Note {
  const char* english;
  const char* chinese;
};

constexpr Note kUnsignedNote{"The request carries no signature.", "请求没有携带签名。"};
constexpr Note kFormNote{
    "The signature of a form upload covers the policy field in the body, not the head.",
    "表单上传的签名只覆盖消息体中的 policy 字段，不涉及请求头。"};
constexpr Note kSchemeNote{"Signatures of this scheme are recognised but not rebuilt.",
                           "能识别此签名方式，但不重建其签名串。"};
constexpr Note kNoEchoNote{
    "OSS echoes its string to sign only when it refuses a signature; there is nothing to compare.",
    "OSS 只有在拒绝签名时才返回它的签名串，因此没有可比较的内容。"};
constexpr Note kEqualNote{
    "OSS built the same text from the request it received, so nothing behind osslens changed a "
    "signed part.",
    "OSS 根据它收到的请求得到相同的签名串：在 osslens 之后没有任何已签名的内容被改动。"};
constexpr Note kBehindNote{
    "OSS received something else than osslens sent: a signed part was changed on the way behind "
    "osslens.",
    "OSS 收到的内容与 osslens 发出的不同：已签名的内容在 osslens 之后被改动。"};
constexpr Note kOwnNote{
    "What osslens sent on differs from what it received in a signed part: see the edits of this "
    "exchange.",
    "osslens 转发的请求与收到的请求在已签名的内容上不同，请查看本次记录的改动列表。"};
constexpr Note kOtherNote{
    "The answer repeats another signature than the request carried, so it may belong to another "
    "request.",
    "响应中重复的签名与请求携带的不同，该响应可能属于另一个请求。"};

SignatureVerdict VerdictOf(const Facts& facts) {
  if (facts.credentials.scheme == oss::Scheme::kAnonymous) return SignatureVerdict::kUnsigned;
  const SignatureFacts& signature = facts.signature;
  if (!signature.rebuilt || !signature.echo) return SignatureVerdict::kNoEcho;
  return signature.behind.empty() && signature.own.empty() ? SignatureVerdict::kEqual
                                                           : SignatureVerdict::kDifferent;
}

const Note& NoteOf(const Facts& facts, SignatureVerdict verdict) {
  switch (verdict) {
    case SignatureVerdict::kUnsigned:
      return kUnsignedNote;
    case SignatureVerdict::kEqual:
      return facts.signature.of_another_signature ? kOtherNote : kEqualNote;
    case SignatureVerdict::kDifferent:
      return facts.signature.behind.empty() ? kOwnNote : kBehindNote;
    case SignatureVerdict::kNoEcho:
      break;
  }
  if (facts.credentials.scheme == oss::Scheme::kPostObject) return kFormNote;
  return facts.signature.rebuilt ? kNoEchoNote : kSchemeNote;
}

}  // namespace

const char* ToWord(SignatureVerdict verdict) {
  switch (verdict) {
    case SignatureVerdict::kEqual:
      return "equal";
    case SignatureVerdict::kDifferent:
      return "different";
    case SignatureVerdict::kNoEcho:
      return "no-echo";
    case SignatureVerdict::kUnsigned:
      return "unsigned";
  }
  return "";
}

SignatureReport ReportSignature(const store::Exchange& exchange, Language language) {
  const NoHistory history;
  Facts facts(exchange, history);
  // Successes have no error document, but their texts can be shown all the same.
  if (!facts.error) {
    facts.signature = RebuildSignature(facts.request, facts.upstream, facts.credentials, nullptr);
  }
  const SignatureFacts& signature = facts.signature;
  SignatureReport report;
  report.scheme = oss::ToWord(facts.credentials.scheme);
  if (signature.rebuilt) report.rebuilt = {signature.string_to_sign, signature.canonical_request};
  if (signature.echo) {
    report.echoed = {signature.echo->string_to_sign, signature.echo->canonical_request};
  }
  for (const oss::Difference& difference :
       signature.behind.empty() ? signature.own : signature.behind) {
    report.differences.push_back(
        {oss::PartName(difference), difference.rebuilt, difference.echoed, difference.offset});
  }
  report.verdict = VerdictOf(facts);
  const Note& note = NoteOf(facts, report.verdict);
  report.note = language == Language::kChinese ? note.chinese : note.english;
  return report;
}

}  // namespace osslens::analyzers
