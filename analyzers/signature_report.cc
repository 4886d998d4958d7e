#include "analyzers/signature_report.h"

#include <algorithm>

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
  [[nodiscard]] const Upload* UploadOf(std::string_view) const override { return nullptr; }
  [[nodiscard]] std::optional<AppendEnd> AppendEndOf(std::string_view,
                                                     std::string_view) const override {
    return {};
  }
  [[nodiscard]] const Preflight* PreflightOf(std::string_view, std::string_view,
                                             std::string_view) const override {
    return nullptr;
  }
};

struct Note {
  const char* english;
  const char* chinese;
};

constexpr Note kUnsignedNote{"The request carries no signature.", "请求没有携带签名。"};
constexpr Note kFormNote{
    "The signature of a form upload covers the policy field in the body, which was not captured "
    "whole.",
    "表单上传的签名只覆盖消息体中的 policy 字段，但消息体没有完整捕获。"};
constexpr Note kMatchesNote{
    "The given secret makes this signature for the request as it was captured.",
    "提供的密钥对所捕获的请求得到的正是此签名。"};
constexpr Note kMatchesRefusedNote{
    "The given secret makes this signature for the request as it was captured, and yet OSS refused "
    "it: OSS knows another secret for this key id, or the request was changed behind osslens.",
    "提供的密钥对所捕获的请求得到的正是此签名，但 OSS 拒绝了它：OSS 记录的密钥与此不同，或者请求在 "
    "osslens "
    "之后被改动。"};
constexpr Note kMatchesChangedNote{
    "The given secret makes this signature for the request as it was captured; OSS received "
    "something "
    "else, so a signed part was changed behind osslens.",
    "提供的密钥对所捕获的请求得到的正是此签名；OSS 收到的内容不同，说明已签名的内容在 osslens "
    "之后被改动。"};
constexpr Note kMistakeNote{
    "The given secret makes this signature for another text than the request gives; what differs "
    "is "
    "listed.",
    "提供的密钥对另一个文本得到此签名，该文本与请求得到的不同；差异已列出。"};
constexpr Note kSecretMistakeNote{
    "The signature was made with the given secret changed in a known way, or with the secret of "
    "another key.",
    "签名使用的是以已知方式改变的密钥，或者另一个 AccessKey 的密钥。"};
constexpr Note kWrongSecretNote{
    "The given secret does not make this signature, neither as it is nor with any mistake that "
    "osslens knows: most likely the app uses another secret.",
    "提供的密钥无法得到此签名，加上 osslens 已知的任何错误也不行：应用很可能使用了另一个密钥。"};
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

bool is_wrong_secret(const SecretCheck& check) {
  return std::ranges::any_of(check.mistakes, [](const oss::MadeMistake& mistake) {
    return oss::is_about_secret(mistake.kind);
  });
}

// What the secret says, where it says anything. `verdict` is the one without it.
SignatureVerdict WithSecret(const Facts& facts, SignatureVerdict verdict) {
  using Verdict = SecretCheck::Verdict;
  if (verdict == SignatureVerdict::kDifferent) return verdict;
  const SecretCheck& check = facts.secret_check;
  switch (check.verdict) {
    case Verdict::kMatches:
      return SignatureVerdict::kMatchesSecret;
    case Verdict::kNothing:
      return SignatureVerdict::kWrongSecret;
    case Verdict::kMistake:
      return is_wrong_secret(check) ? SignatureVerdict::kWrongSecret : SignatureVerdict::kDifferent;
    default:
      return verdict;
  }
}

const Note& NoteOfCheck(const Facts& facts) {
  if (facts.secret_check.verdict == SecretCheck::Verdict::kNothing) return kWrongSecretNote;
  return is_wrong_secret(facts.secret_check) ? kSecretMistakeNote : kMistakeNote;
}

const Note& NoteOfMatch(const Facts& facts) {
  if (!facts.signature.behind.empty()) return kMatchesChangedNote;
  return facts.signature_refused() ? kMatchesRefusedNote : kMatchesNote;
}

const Note& NoteOf(const Facts& facts, SignatureVerdict verdict) {
  using Verdict = SecretCheck::Verdict;
  const Verdict check = facts.secret_check.verdict;
  if (check == Verdict::kMatches) return NoteOfMatch(facts);
  if (check == Verdict::kMistake || check == Verdict::kNothing) return NoteOfCheck(facts);
  switch (verdict) {
    case SignatureVerdict::kUnsigned:
      return kUnsignedNote;
    case SignatureVerdict::kEqual:
      return facts.signature.of_another_signature ? kOtherNote : kEqualNote;
    case SignatureVerdict::kDifferent:
      return facts.signature.behind.empty() ? kOwnNote : kBehindNote;
    default:
      break;
  }
  return facts.credentials.scheme == oss::Scheme::kPostObject ? kFormNote : kNoEchoNote;
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
    case SignatureVerdict::kMatchesSecret:
      return "matches-secret";
    case SignatureVerdict::kWrongSecret:
      return "wrong-secret";
  }
  return "";
}

SignatureReport ReportSignature(const store::Exchange& exchange, Language language,
                                const oss::Keyring* keyring, const oss::SearchBudget& budget) {
  const NoHistory history;
  Facts facts(exchange, history);
  // Successes have no error document, but their texts can be shown all the same.
  if (!facts.error) {
    facts.signature = RebuildSignature(facts.request, facts.upstream, facts.credentials,
                                       facts.form ? &*facts.form : nullptr, nullptr);
  }
  const SignatureFacts& signature = facts.signature;
  if (keyring != nullptr) {
    const oss::SignatureEcho* echo = signature.echo ? &*signature.echo : nullptr;
    facts.secret_check = CheckSecret(facts.signed_request(), echo, *keyring, budget);
  }
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
  if (const SecretCheck& check = facts.secret_check; !check.mistakes.empty()) {
    report.signed_by_app = {check.signed_text.string_to_sign, check.signed_text.canonical_request};
    report.mistakes = check.mistakes;
  }
  report.verdict = WithSecret(facts, VerdictOf(facts));
  const Note& note = NoteOf(facts, report.verdict);
  report.note = language == Language::kChinese ? note.chinese : note.english;
  return report;
}

std::vector<MistakenSignature> ListMistakenSignatures(const store::Exchange& exchange) {
  const NoHistory history;
  Facts facts(exchange, history);
  if (!facts.error) {
    facts.signature = RebuildSignature(facts.request, facts.upstream, facts.credentials,
                                       facts.form ? &*facts.form : nullptr, nullptr);
  }
  std::vector<MistakenSignature> signatures;
  for (oss::MistakenText& text : oss::ListMistakenTexts(facts.signed_request())) {
    store::Finding finding;
    finding.rule = "signature-mistake";
    finding.variant = oss::ToWord(text.mistake.kind);
    finding.values = ValuesOf(text.mistake);
    finding.values["key_id"] = facts.credentials.key_id;
    signatures.push_back({std::move(text.string_to_sign), std::move(finding)});
  }
  return signatures;
}

}  // namespace osslens::analyzers
