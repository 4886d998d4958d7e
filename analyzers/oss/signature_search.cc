#include "analyzers/oss/signature_search.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "analyzers/oss/digest.h"
#include "analyzers/oss/signature.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

using Outcome = SearchResult::Outcome;

constexpr size_t kSha1Bytes = 20;
constexpr size_t kSha256Bytes = 32;

std::optional<std::string> HexDecode(std::string_view text) {
  std::string escaped;
  if (text.size() % 2 != 0) return std::nullopt;
  for (size_t i = 0; i < text.size(); i += 2) escaped.append("%").append(text.substr(i, 2));
  std::string bytes = PercentDecode(escaped);
  if (bytes.size() * 2 != text.size()) return std::nullopt;
  return bytes;
}

// Standard base64, also with the padding left out or in the alphabet of URLs, which are mistakes.
std::optional<std::string> LooseBase64(std::string text) {
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  while (text.size() % 4 != 0) text += '=';
  return Base64Decode(text);
}

bool is_digest(const std::optional<std::string>& bytes) {
  return bytes && (bytes->size() == kSha1Bytes || bytes->size() == kSha256Bytes);
}

// The signature that was sent as bytes, and whether it was written down as its scheme wants.
struct SentDigest {
  std::string bytes;
  bool well_encoded = true;
  bool sha256 = false;
};

std::optional<SentDigest> Unfold(Scheme scheme, std::string_view signature) {
  // A raw "+" in a query was read as a blank.
  std::string text(signature);
  std::ranges::replace(text, ' ', '+');
  std::optional<std::string> bytes = has_scope(scheme) ? HexDecode(text) : Base64Decode(text);
  if (!is_digest(bytes)) bytes = HexDecode(text);
  if (!is_digest(bytes)) bytes = LooseBase64(text);
  if (!is_digest(bytes)) {
    const std::optional<std::string> inner = Base64Decode(text);
    if (inner) bytes = HexDecode(*inner);
  }
  if (!is_digest(bytes)) return std::nullopt;
  SentDigest sent{*bytes, EncodeSignature(scheme, *bytes) == text, false};
  sent.sha256 = bytes->size() == kSha256Bytes;
  return sent;
}

bool same_scope(const Scope& a, const Scope& b) {
  return a.date == b.date && a.region == b.region && a.product == b.product &&
         a.terminator == b.terminator;
}

// Two of one kind undo each other, except where each concerns a header or key of its own.
bool go_together(Mistake a, Mistake b) {
  return a != b || a == Mistake::kHeaderLeftOut || a == Mistake::kHeaderAdded ||
         a == Mistake::kQueryLeftOut || a == Mistake::kQueryAdded;
}

// Computes digests and keeps the last derived key of V4: most mistakes leave it as it is.
class Digester {
 public:
  explicit Digester(bool sha256) : sha256_(sha256) {}

  [[nodiscard]] std::string Digest(const Attempt& attempt, std::string_view text) {
    const Secret& key = has_scope(attempt.parts.scheme) ? KeyOf(attempt) : attempt.secret;
    return sha256_ ? std::string(HmacSha256(key, text).reveal()) : HmacSha1(key, text);
  }

 private:
  const Secret& KeyOf(const Attempt& attempt) {
    const bool known = has_key_ && attempt.key_prefix == prefix_ &&
                       attempt.secret.reveal() == secret_.reveal() &&
                       same_scope(attempt.parts.scope, scope_);
    if (!known) {
      has_key_ = true;
      prefix_ = attempt.key_prefix;
      secret_ = attempt.secret;
      scope_ = attempt.parts.scope;
      key_ = DeriveKey(prefix_, secret_, scope_);
    }
    return key_;
  }

  const bool sha256_;
  bool has_key_ = false;
  std::string prefix_;
  Secret secret_, key_;
  Scope scope_;
};

class Search {
 public:
  Search(const SigningContext& context, SentDigest sent, const SearchBudget& budget)
      : context_(context),
        sent_(std::move(sent)),
        budget_(budget),
        digester_(sent_.sha256),
        start_(budget.now()) {}

  [[nodiscard]] SearchResult Run() {
    Attempt attempt = Right();
    if (Try(attempt)) return Found({});
    candidates_ = ListMistakes(context_);
    KeepThoseWithEffect();
    for (const Candidate& candidate : candidates_) {
      attempt = Right();
      candidate.make(attempt);
      if (Try(attempt)) return Found({candidate.mistake});
    }
    return Pairs();
  }

 private:
  [[nodiscard]] Attempt Right() const {
    return {context_.parts, context_.key.secret, std::string(KeyPrefix(context_.parts.scheme))};
  }

  bool Try(const Attempt& attempt) {
    ++result_.attempts;
    SignedText text = Assemble(attempt.parts);
    if (digester_.Digest(attempt, text.string_to_sign) != sent_.bytes) return false;
    result_.signed_text = std::move(text);
    return true;
  }

  // A mistake that changes nothing here, such as encoding a key of plain letters, cannot be made.
  void KeepThoseWithEffect() {
    const std::string right = Assemble(context_.parts).string_to_sign;
    const Attempt base = Right();
    std::erase_if(candidates_, [&](const Candidate& candidate) {
      Attempt attempt = base;
      candidate.make(attempt);
      return attempt.key_prefix == base.key_prefix &&
             attempt.secret.reveal() == base.secret.reveal() &&
             Assemble(attempt.parts).string_to_sign == right;
    });
  }

  // ListMistakes gives first what sets a part and then what changes it, so one order is enough.
  [[nodiscard]] SearchResult Pairs() {
    std::erase_if(candidates_, [](const Candidate& candidate) { return candidate.alone; });
    for (size_t i = 0; i < candidates_.size(); ++i) {
      for (size_t j = i + 1; j < candidates_.size(); ++j) {
        const Candidate &first = candidates_[i], &second = candidates_[j];
        if (!go_together(first.mistake.kind, second.mistake.kind)) continue;
        if (is_exhausted()) return Ended(Outcome::kCutOff);
        Attempt attempt = Right();
        first.make(attempt);
        second.make(attempt);
        if (Try(attempt)) return Found({first.mistake, second.mistake});
      }
    }
    return Ended(Outcome::kNothing);
  }

  [[nodiscard]] bool is_exhausted() const {
    if (result_.attempts >= budget_.attempts) return true;
    // The clock is read now and then only.
    constexpr size_t kInterval = 64;
    return result_.attempts % kInterval == 0 && budget_.now() - start_ > budget_.time;
  }

  [[nodiscard]] SearchResult Found(std::vector<MadeMistake> mistakes) {
    if (sent_.sha256 != (has_scope(context_.parts.scheme) || is_v2(context_.parts.scheme))) {
      mistakes.push_back({Mistake::kAlgorithm, {}, {}, {}});
    }
    if (!sent_.well_encoded) mistakes.push_back({Mistake::kSignatureEncoding, {}, {}, {}});
    result_.mistakes = std::move(mistakes);
    return Ended(result_.mistakes.empty() ? Outcome::kMatches : Outcome::kMistake);
  }

  [[nodiscard]] SearchResult Ended(Outcome outcome) {
    result_.outcome = outcome;
    return std::move(result_);
  }

  const SigningContext& context_;
  const SentDigest sent_;
  const SearchBudget& budget_;
  Digester digester_;
  const SteadyTime start_;
  std::vector<Candidate> candidates_;
  SearchResult result_;
};

}  // namespace

SigningParts PartsOf(const SignedRequest& signed_request) {
  SigningParts parts = ReadParts(signed_request.request, signed_request.credentials);
  if (signed_request.form != nullptr && is_form(parts.scheme)) {
    parts.policy = signed_request.form->Value("policy");
    parts.scope = signed_request.credentials.scope;
    parts.date = signed_request.form->Value(is_s3(parts.scheme) ? "x-amz-date" : "x-oss-date");
  }
  return parts;
}

bool is_bucket_unknown(const SignedRequest& signed_request) {
  const Request& request = signed_request.request;
  const Scheme scheme = signed_request.credentials.scheme;
  return request.resource.bucket.empty() && request.endpoint.form == EndpointForm::kCustom &&
         !is_form(scheme) && !is_s3_v4(scheme);
}

SearchResult SearchSignature(const SignedRequest& signed_request, const AccessKey& key,
                             std::span<const AccessKey> all_keys, const SearchBudget& budget) {
  const Credentials& credentials = signed_request.credentials;
  if (credentials.scheme == Scheme::kAnonymous || credentials.scheme == Scheme::kPostObject) {
    return {};
  }
  std::optional<SentDigest> sent = Unfold(credentials.scheme, credentials.signature.reveal());
  if (!sent) return {};
  const SigningParts parts = PartsOf(signed_request);
  const SigningContext context{.request = signed_request.request,
                               .parts = parts,
                               .key = key,
                               .all_keys = all_keys,
                               .body = signed_request.body};
  return Search(context, std::move(*sent), budget).Run();
}

std::vector<MistakenText> ListMistakenTexts(const SignedRequest& signed_request) {
  const Scheme scheme = signed_request.credentials.scheme;
  // Of a form the policy alone is signed, and it may name the token in many ways.
  if (scheme == Scheme::kAnonymous || scheme == Scheme::kPostObject || is_form(scheme)) return {};
  const SigningParts parts = PartsOf(signed_request);
  const AccessKey no_key;
  const SigningContext context{.request = signed_request.request,
                               .parts = parts,
                               .key = no_key,
                               .all_keys = {},
                               .body = signed_request.body};
  const Attempt right{parts, {}, std::string(KeyPrefix(scheme))};
  std::set<std::string, std::less<>> known{Assemble(parts).string_to_sign};
  std::vector<MistakenText> texts;
  for (const Candidate& candidate : ListMistakes(context)) {
    if (is_about_secret(candidate.mistake.kind)) continue;
    Attempt attempt = right;
    candidate.make(attempt);
    // Another key than that of the scheme would be needed for it.
    if (attempt.key_prefix != right.key_prefix) continue;
    std::string text = Assemble(attempt.parts).string_to_sign;
    if (known.insert(text).second) texts.push_back({candidate.mistake, std::move(text)});
  }
  return texts;
}

}  // namespace osslens::oss
