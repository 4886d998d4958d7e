#include "analyzers/oss/callback_signature.h"

#include <algorithm>
#include <array>
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
  CallbackSignatureCheck check{CallbackSignature::kInvalid, "", "", "", ""};
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

CallbackSignatureCheck CheckCallbackSignature(const Request& call, std::string_view target,
                                              std::string_view body, bool body_whole,
                                              CallbackKeys* keys) {
  using enum CallbackSignature;
  const std::string_view authorization = call.Value("Authorization");
  const std::string_view raw_url = call.Value("x-oss-pub-key-url");
  const std::optional<std::string> url = Base64Decode(raw_url);
  const auto verdict = [&url](CallbackSignature one) {
    return CallbackSignatureCheck{one, url.value_or(""), "", "", ""};
  };
  if (raw_url.empty()) return verdict(kUnsigned);
  if (!url) return verdict(kNotBase64);
  if (PathOfOfficialKey(*url).empty()) return verdict(kForeignKey);
  if (authorization.empty()) return verdict(kNoAuthorization);
  const std::optional<std::string> signature = Base64Decode(authorization);
  if (!signature) return verdict(kNotBase64);
  if (keys == nullptr) return verdict(kNoKey);
  const Result<CallbackKey> key = keys->Find(*url);
  if (!key) return {kNoKey, *url, key.error().message, "", ""};
  if (!body_whole) return verdict(kIncomplete);
  if (is_valid(target, body, *signature, *key)) return verdict(kValid);
  if (body.size() > kLongestSearched) return verdict(kInvalid);
  CallbackSignatureCheck check = Search(target, body, *signature, *key);
  check.key_url = *url;
  return check;
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
