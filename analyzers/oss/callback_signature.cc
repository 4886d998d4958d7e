#include "analyzers/oss/callback_signature.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "analyzers/oss/json_fault.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

using nlohmann::ordered_json;

constexpr size_t kMostDepth = 64;
// Each text that is tried is hashed whole, and there are hundreds. Templates have 5 KB at most (OSS documentation, "Callback").
constexpr size_t kLongestSearched = 16 * 1024;

// A part of the signed text as it may have been, and what happened to it then; no word: as it came.
struct Reading {
  const char* mistake;
  std::string text;
};

void AddUnlessKnown(std::vector<Reading>& readings, const char* mistake, std::string text) {
  const bool known = std::ranges::any_of(
      readings, [&text](const Reading& reading) { return reading.text == text; });
  if (!known) readings.push_back({mistake, std::move(text)});
}

std::vector<Reading> PathsOf(std::string_view raw) {
  constexpr int kMostSegments = 4;
  std::vector<Reading> paths{{"", PercentDecode(raw)}};
  AddUnlessKnown(paths, "path-not-decoded", std::string(raw));
  AddUnlessKnown(paths, "path-decoded-twice", PercentDecode(PercentDecode(raw)));
  std::string_view rest = raw;
  for (int i = 0; i < kMostSegments && rest.size() > 1; ++i) {
    const size_t slash = rest.find('/', 1);
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash);
    AddUnlessKnown(paths, "path-prefix", PercentDecode(rest));
  }
  return paths;
}

std::vector<Reading> QueriesOf(std::string_view raw) {
  std::vector<Reading> queries{{"", std::string(raw)}};
  AddUnlessKnown(queries, "query-left-out", "");
  AddUnlessKnown(queries, "query-decoded", PercentDecode(raw));
  return queries;
}

std::string Replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string all;
  for (size_t at = 0; at < text.size();) {
    const size_t found = std::min(text.find(from, at), text.size());
    all.append(text.substr(at, found - at));
    if (found < text.size()) all.append(to);
    at = found + from.size();
  }
  return all;
}

// As Python writes JSON: a blank behind each comma and colon outside strings.
std::string WithBlanks(const std::string& compact) {
  std::string spaced;
  bool in_string = false;
  for (size_t i = 0; i < compact.size(); ++i) {
    const char c = compact[i];
    spaced += c;
    if (c == '\\' && in_string && i + 1 < compact.size()) {
      spaced += compact[++i];
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == ',' || c == ':')) {
      spaced += ' ';
    }
  }
  return spaced;
}

std::vector<Reading> BodiesOf(std::string_view raw) {
  std::vector<Reading> bodies{{"", std::string(raw)}};
  AddUnlessKnown(bodies, "body-blanks", Replaced(raw, "%20", "+"));
  AddUnlessKnown(bodies, "body-blanks", Replaced(raw, "+", "%20"));
  AddUnlessKnown(bodies, "body-decoded", PercentDecode(raw));
  std::string_view trimmed = raw;
  while (!trimmed.empty() && (trimmed.back() == '\n' || trimmed.back() == '\r'))
    trimmed.remove_suffix(1);
  AddUnlessKnown(bodies, "body-line-end", std::string(trimmed));
  AddUnlessKnown(bodies, "body-line-end", std::string(raw) + "\n");
  // The writer of JSON calls itself, and a caller may send anything.
  if (JsonDepth(raw) > kMostDepth) return bodies;
  const ordered_json json = ordered_json::parse(raw, nullptr, false);
  if (json.is_object() || json.is_array()) {
    std::string compact = json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    AddUnlessKnown(bodies, "body-json-spaced", WithBlanks(compact));
    AddUnlessKnown(bodies, "body-json-compact", std::move(compact));
  }
  return bodies;
}

bool is_valid(std::string_view target, std::string_view body, std::string_view signature,
              const CallbackKey& key) {
  const size_t mark = std::min(target.find('?'), target.size());
  std::string text = PercentDecode(target.substr(0, mark));
  text.append(target.substr(mark)).append("\n").append(body);
  return key.Verify(text, signature);
}

// One mistake at a time, or one each of several parts.
CallbackSignatureCheck Search(std::string_view target, std::string_view body,
                              std::string_view signature, const CallbackKey& key) {
  const size_t mark = std::min(target.find('?'), target.size());
  CallbackSignatureCheck check{CallbackSignature::kInvalid, "", "", ""};
  const auto bodies = BodiesOf(body);
  for (const Reading& path : PathsOf(target.substr(0, mark))) {
    for (const Reading& query : QueriesOf(target.substr(mark))) {
      for (const Reading& content : bodies) {
        for (const char* line_feed : {"\n", ""}) {
          std::string text = path.text + query.text + line_feed + content.text;
          if (!key.Verify(text, signature)) continue;
          for (const char* mistake : {path.mistake, query.mistake, content.mistake,
                                      *line_feed == '\0' ? "no-line-feed" : ""}) {
            if (*mistake == '\0') continue;
            check.mistake += (check.mistake.empty() ? "" : ", ") + std::string(mistake);
          }
          check.verdict = CallbackSignature::kMistaken;
          check.signed_text = std::move(text);
          return check;
        }
      }
    }
  }
  return check;
}

}  // namespace

Result<CallbackKey> CallbackKey::Parse(std::string_view pem) {
  const auto refuse = [](std::string message) {
    ERR_clear_error();
    return Fail(ErrorKind::kInvalid, std::move(message));
  };
  if (pem.find("PRIVATE KEY") != std::string_view::npos)
    return refuse("the key is a private one; to check callbacks the public key is needed");
  if (pem.size() > static_cast<size_t>(std::numeric_limits<int>::max()))
    return refuse("the key is too long");
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  if (!bio) return refuse("the system gives no memory for the key");
  std::shared_ptr<evp_pkey_st> key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr),
                                   &EVP_PKEY_free);
  if (!key) return refuse("the key is no public key in PEM form (BEGIN PUBLIC KEY)");
  if (EVP_PKEY_base_id(key.get()) != EVP_PKEY_RSA)
    return refuse("the key is of another kind than RSA");
  return CallbackKey(std::move(key));
}

bool CallbackKey::Verify(std::string_view text, std::string_view signature) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  const bool valid =
      context &&
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_md5(), nullptr, key_.get()) == 1 &&
      EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                       signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size()) == 1;
  ERR_clear_error();  // of a signature that is not valid
  return valid;
}

CallbackSignatureCheck CheckCallbackSignature(const Request& call, std::string_view target,
                                              std::string_view body, bool body_whole,
                                              const CallbackKey* key) {
  using enum CallbackSignature;
  const std::string_view authorization = call.Value("Authorization");
  const std::string_view raw_url = call.Value("x-oss-pub-key-url");
  const std::optional<std::string> url = Base64Decode(raw_url);
  const auto verdict = [&url](CallbackSignature one) {
    return CallbackSignatureCheck{one, url.value_or(""), "", ""};
  };
  if (raw_url.empty()) return verdict(kUnsigned);
  if (!url) return verdict(kNotBase64);
  if (!is_official_key_url(*url)) return verdict(kForeignKey);
  if (authorization.empty()) return verdict(kNoAuthorization);
  const std::optional<std::string> signature = Base64Decode(authorization);
  if (!signature) return verdict(kNotBase64);
  if (key == nullptr) return verdict(kNoKey);
  if (!body_whole) return verdict(kIncomplete);
  if (is_valid(target, body, *signature, *key)) return verdict(kValid);
  if (body.size() > kLongestSearched) return verdict(kInvalid);
  CallbackSignatureCheck check = Search(target, body, *signature, *key);
  check.key_url = *url;
  return check;
}

Result<std::string> SignCallback(const Secret& private_pem, std::string_view text) {
  const auto refuse = [](const char* message) {
    ERR_clear_error();
    return Fail(ErrorKind::kInvalid, message);
  };
  const std::string_view pem = private_pem.reveal();
  if (pem.size() > static_cast<size_t>(std::numeric_limits<int>::max()))
    return refuse("the key is too long");
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  // No password is asked for: nobody may be there to give one.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr) : nullptr,
      &EVP_PKEY_free);
  if (!key || EVP_PKEY_base_id(key.get()) != EVP_PKEY_RSA)
    return refuse("the file holds no private RSA key in PEM form without a password");
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  size_t length = static_cast<size_t>(EVP_PKEY_size(key.get()));
  std::string signature(length, '\0');
  auto* out = reinterpret_cast<unsigned char*>(signature.data());
  if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_md5(), nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), out, &length, bytes, text.size()) != 1) {
    return refuse("the key cannot sign: it may be too short");
  }
  signature.resize(length);
  return signature;
}

bool is_official_key_url(std::string_view url) {
  // With the slash, so that no other host can begin like it.
  return url.starts_with("http://gosspublic.alicdn.com/") ||
         url.starts_with("https://gosspublic.alicdn.com/");
}

const char* ToWord(CallbackSignature verdict) {
  using enum CallbackSignature;
  switch (verdict) {
    case kValid:
      return "valid";
    case kUnsigned:
      return "unsigned";
    case kNoAuthorization:
      return "no-authorization";
    case kNotBase64:
      return "not-base64";
    case kForeignKey:
      return "foreign-key";
    case kNoKey:
      return "no-key";
    case kIncomplete:
      return "incomplete";
    case kMistaken:
      return "mistaken";
    case kInvalid:
      return "invalid";
  }
  return "";
}

}  // namespace osslens::oss
