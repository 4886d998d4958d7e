#include "analyzers/oss/signing_mistakes.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "analyzers/oss/dates.h"
#include "analyzers/oss/mistake_lister.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

constexpr std::array<const char*, kMistakes> kWords = {
    "header-left-out",
    "header-added",
    "header-value",
    "header-case",
    "content-type-left-out",
    "content-type-added",
    "content-type-changed",
    "content-md5-left-out",
    "content-md5-hex",
    "date-format",
    "date-shifted",
    "date-left-out",
    "date-other",
    "method",
    "bucket-missing",
    "bucket-doubled",
    "bucket-host",
    "key-encoded",
    "key-decoded",
    "key-slash",
    "query-left-out",
    "query-added",
    "query-encoding",
    "query-order",
    "scope-region",
    "scope-product",
    "scope-date",
    "scope-end",
    "key-prefix",
    "payload",
    "line-ends",
    "extra-newline",
    "policy",
    "secret-newline",
    "secret-blank",
    "secret-quotes",
    "secret-cut",
    "secret-is-key-id",
    "secret-of-another-key",
    "signature-encoding",
    "algorithm",
};

}  // namespace

std::vector<Candidate> MistakeLister::List() {
  Secrets();
  if (has_scope(parts_.scheme)) Scopes();
  if (is_form(parts_.scheme)) {
    Policies();
  } else {
    ContentTypes();
    Headers();
    Keys();
    Buckets();
    Slashes();
    QueryKeys();
    Dates();
    ContentMd5();
    Methods();
    Payloads();
  }
  Layout();
  return std::move(list_);
}

bool MistakeLister::has_lines() const { return !is_v4(parts_.scheme) && !is_s3_v4(parts_.scheme); }

void MistakeLister::Add(MadeMistake mistake, std::function<void(Attempt&)> make, bool alone) {
  list_.push_back({std::move(mistake), std::move(make), alone});
}

void MistakeLister::AddSecret(Mistake kind, const std::string& before, const std::string& after) {
  Add({kind, {}, {}, {}}, [before, after](Attempt& attempt) {
    attempt.secret = Secret(before + std::string(attempt.secret.reveal()) + after);
  });
}

void MistakeLister::Secrets() {
  Add({Mistake::kSecretCut, {}, {}, {}}, [](Attempt& attempt) {
    std::string_view secret = attempt.secret.reveal();
    if (!secret.empty()) secret.remove_suffix(1);
    attempt.secret = Secret(std::string(secret));
  });
  Add({Mistake::kSecretCut, {}, {}, {}}, [](Attempt& attempt) {
    std::string_view secret = attempt.secret.reveal();
    if (!secret.empty()) secret.remove_prefix(1);
    attempt.secret = Secret(std::string(secret));
  });
  Add({Mistake::kSecretIsKeyId, {}, {}, {}},
      [id = context_.key.id](Attempt& attempt) { attempt.secret = Secret(id); });
  for (const AccessKey& other :
       context_.all_keys.first(std::min(context_.all_keys.size(), kMostOfAKind))) {
    if (other.id == context_.key.id) continue;
    Add({Mistake::kSecretOfAnotherKey, other.id, {}, {}},
        [&other](Attempt& attempt) { attempt.secret = other.secret; });
  }
  AddSecret(Mistake::kSecretNewline, "", "\n");
  AddSecret(Mistake::kSecretNewline, "", "\r\n");
  AddSecret(Mistake::kSecretNewline, "", "\r");
  AddSecret(Mistake::kSecretNewline, "\n", "");
  AddSecret(Mistake::kSecretBlank, "", " ");
  AddSecret(Mistake::kSecretBlank, " ", "");
  AddSecret(Mistake::kSecretBlank, " ", " ");
  AddSecret(Mistake::kSecretBlank, "", "\t");
  AddSecret(Mistake::kSecretQuotes, "\"", "\"");
  AddSecret(Mistake::kSecretQuotes, "'", "'");
}

void MistakeLister::AddScope(Mistake kind, std::string Scope::*field, const std::string& value,
                             bool alone) {
  const std::string& sent = parts_.scope.*field;
  if (value == sent) return;
  Add(
      {kind, {}, value, sent},
      [field, value](Attempt& attempt) { attempt.parts.scope.*field = value; }, alone);
}

void MistakeLister::Scopes() {
  const std::string& region = parts_.scope.region;
  const std::string& own = request_.endpoint.region;
  if (!own.empty()) AddScope(Mistake::kScopeRegion, &Scope::region, own);
  AddScope(Mistake::kScopeRegion, &Scope::region, "oss-" + region);
  if (region.starts_with("oss-")) {
    AddScope(Mistake::kScopeRegion, &Scope::region, region.substr(4));
  }
  AddScope(Mistake::kScopeRegion, &Scope::region, region + "-internal");
  for (const char* product : {"oss", "s3", "oss-cloudbox", "OSS"}) {
    AddScope(Mistake::kScopeProduct, &Scope::product, product);
  }
  ScopeDates();
  for (const char* end : {"aliyun_v4_request", "aws4_request"}) {
    AddScope(Mistake::kScopeEnd, &Scope::terminator, end);
  }
  for (const char* prefix : {"aliyun_v4", "AWS4", "OSS4", ""}) {
    Add({Mistake::kKeyPrefix, {}, prefix, {}},
        [prefix](Attempt& attempt) { attempt.key_prefix = prefix; });
  }
  for (const std::string_view known : KnownRegions()) {
    AddScope(Mistake::kScopeRegion, &Scope::region, std::string(known), true);
  }
}

void MistakeLister::ScopeDates() {
  if (parts_.date.size() >= 8) {
    AddScope(Mistake::kScopeDate, &Scope::date, parts_.date.substr(0, 8));
  }
  const std::optional<Date> day = ParseDate(parts_.scope.date + "T000000Z");
  if (!day) return;
  for (const int days : {-1, 1}) {
    const auto other = day->time + std::chrono::days(days);
    AddScope(Mistake::kScopeDate, &Scope::date,
             FormatDate(other, DateFormat::kIsoBasic).substr(0, 8));
  }
}

void MistakeLister::Policies() {
  const auto add = [this](std::string text) {
    if (text == parts_.policy) return;
    Add({Mistake::kPolicy, {}, {}, {}},
        [text = std::move(text)](Attempt& attempt) { attempt.parts.policy = text; });
  };
  std::string joined = parts_.policy;
  std::erase_if(joined, [](char c) { return c == '\r' || c == '\n' || c == ' '; });
  add(joined);
  const std::optional<std::string> json = Base64Decode(joined);
  if (!json) return;
  add(*json);
  add(Base64Encode(*json));
}

void MistakeLister::Layout() {
  if (!is_form(parts_.scheme)) {
    Add({Mistake::kLineEnds, {}, {}, {}},
        [](Attempt& attempt) { attempt.parts.line_end = "\r\n"; });
  }
  for (const char* tail : {"\n", "\r\n"}) {
    Add({Mistake::kExtraNewline, {}, {}, {}},
        [tail](Attempt& attempt) { attempt.parts.tail = tail; });
  }
}

const char* ToWord(Mistake mistake) { return kWords.at(static_cast<size_t>(mistake)); }

bool is_about_secret(Mistake mistake) {
  return mistake >= Mistake::kSecretNewline && mistake <= Mistake::kSecretOfAnotherKey;
}

std::vector<Candidate> ListMistakes(const SigningContext& context) {
  return MistakeLister(context).List();
}

}  // namespace osslens::oss
