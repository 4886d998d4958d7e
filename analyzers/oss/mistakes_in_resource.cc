// Mistakes with the bucket, the key and the query.
#include <algorithm>
#include <chrono>
#include <utility>

#include "analyzers/oss/mistake_lister.h"
#include "analyzers/oss/query.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

void Insert(SigningParts& parts, const std::string& name, const std::string& value) {
  const auto place = std::ranges::lower_bound(
      parts.query, name, {}, [](const auto& key) { return std::string_view(key.first); });
  if (place != parts.query.end() && place->first == name) return;
  parts.query.insert(place, {name, value});
}

// The signed keys in the order of the request, `encoded` as they are in V4.
void SortAsSent(const Request& request, bool encoded, SigningParts& parts) {
  std::vector<std::pair<std::string, std::string>> ordered;
  for (const QueryParameter& parameter : request.query) {
    const std::string name = encoded ? StrictEncode(parameter.name, false) : parameter.name;
    for (const auto& key : parts.query) {
      if (key.first == name) ordered.push_back(key);
    }
  }
  parts.query = std::move(ordered);
}

}  // namespace

void MistakeLister::Buckets() {
  if (parts_.bucket.empty()) return;
  Add({Mistake::kBucketMissing, parts_.bucket, {}, {}},
      [](Attempt& attempt) { attempt.parts.bucket.clear(); });
  Add({Mistake::kBucketDoubled, parts_.bucket, {}, {}}, [](Attempt& attempt) {
    attempt.parts.path = attempt.parts.bucket + attempt.parts.slash + attempt.parts.path;
  });
  Add({Mistake::kBucketHost, parts_.bucket, request_.endpoint.host, parts_.bucket},
      [host = request_.endpoint.host](Attempt& attempt) { attempt.parts.bucket = host; });
}

void MistakeLister::AddKey(Mistake kind, const std::string& path) {
  if (path == parts_.path) return;
  Add({kind, {}, path, parts_.path}, [path](Attempt& attempt) { attempt.parts.path = path; });
}

void MistakeLister::Keys() {
  const std::string& path = parts_.path;
  AddKey(Mistake::kKeyEncoded, StrictEncode(path, true));
  AddKey(Mistake::kKeyEncoded, StrictEncode(path, false));
  AddKey(Mistake::kKeyDecoded, PercentDecode(path));
  AddKey(Mistake::kKeyEncoded, WireKey());
  AddKey(Mistake::kKeyDecoded, PercentDecode(PercentDecode(path)));
  std::string spaced = path;
  std::ranges::replace(spaced, '+', ' ');
  AddKey(Mistake::kKeyDecoded, spaced);
}

std::string MistakeLister::WireKey() const {
  std::string_view path = request_.raw_path;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (request_.resource.bucket_in_path && !parts_.bucket.empty()) {
    const size_t slash = path.find('/');
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  }
  return std::string(path);
}

void MistakeLister::Slashes() {
  Add({Mistake::kKeySlash, {}, {}, {}},
      [](Attempt& attempt) { attempt.parts.path.insert(0, attempt.parts.slash); });
  Add({Mistake::kKeySlash, {}, {}, {}},
      [](Attempt& attempt) { attempt.parts.path += attempt.parts.slash; });
  Add({Mistake::kKeySlash, {}, {}, {}}, [](Attempt& attempt) {
    SigningParts& parts = attempt.parts;
    if (parts.path.ends_with(parts.slash)) {
      parts.path.resize(parts.path.size() - parts.slash.size());
    } else if (parts.path.empty() && !parts.bucket.empty()) {
      parts.path = std::exchange(parts.bucket, {});  // "/bucket" for "/bucket/"
    }
  });
  // Without the first one.
  Add({Mistake::kKeySlash, {}, {}, {}}, [](Attempt& attempt) {
    SigningParts& parts = attempt.parts;
    parts.path = ResourceText(parts).substr(parts.slash.size());
    parts.bucket.clear();
    parts.slash.clear();
  });
}

void MistakeLister::QueryKeys() {
  for (size_t i = 0; i < std::min(parts_.query.size(), kMostOfAKind); ++i) {
    const auto& [name, value] = parts_.query[i];
    Add({Mistake::kQueryLeftOut, name, {}, value}, [name = name](Attempt& attempt) {
      std::erase_if(attempt.parts.query, [&name](const auto& key) { return key.first == name; });
    });
  }
  if (parts_.query.size() > 1) {
    Add({Mistake::kQueryLeftOut, "*", {}, {}},
        [](Attempt& attempt) { attempt.parts.query.clear(); });
  }
  UnsignedKeys();
  QueryForms();
}

void MistakeLister::UnsignedKeys() {
  std::vector<std::pair<std::string, std::string>> keys;
  for (const QueryParameter& parameter : request_.query) {
    const bool is_signed = std::ranges::any_of(
        parts_.query, [&parameter](const auto& key) { return key.first == parameter.name; });
    if (is_signed || !has_lines() || keys.size() == kMostOfAKind) continue;
    if (EqualsIgnoreCase(parameter.name, "Signature")) continue;
    keys.emplace_back(parameter.name, parameter.value);
  }
  for (const auto& [name, value] : keys) {
    Add({Mistake::kQueryAdded, name, value, value},
        [name = name, value = value](Attempt& attempt) { Insert(attempt.parts, name, value); });
  }
  if (keys.size() < 2) return;
  Add({Mistake::kQueryAdded, "*", {}, {}}, [keys](Attempt& attempt) {
    for (const auto& [name, value] : keys) Insert(attempt.parts, name, value);
  });
}

void MistakeLister::QueryForms() {
  if (parts_.query.empty()) return;
  const auto recode = [this](auto change) {
    Add({Mistake::kQueryEncoding, {}, {}, {}}, [change](Attempt& attempt) {
      for (auto& [name, value] : attempt.parts.query) value = change(value);
    });
  };
  recode([](const std::string& value) { return StrictEncode(value, false); });
  recode([](const std::string& value) { return StrictEncode(value, true); });
  recode([](const std::string& value) { return PercentDecode(value); });
  recode([](const std::string& value) {
    return StrictEncode(PercentDecode(value), true);  // "/" left as it is
  });
  recode([](std::string value) {
    for (size_t at = value.find("%20"); at != std::string::npos; at = value.find("%20")) {
      value.replace(at, 3, "+");
    }
    return value;
  });
  Add({Mistake::kQueryEncoding, "=", {}, {}},
      [](Attempt& attempt) { attempt.parts.equals_on_empty = !attempt.parts.equals_on_empty; });
  Add({Mistake::kQueryOrder, {}, {}, {}},
      [&request = request_, encoded = !has_lines()](Attempt& attempt) {
        SortAsSent(request, encoded, attempt.parts);
      });
}

}  // namespace osslens::oss
