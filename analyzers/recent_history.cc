#include "analyzers/recent_history.h"

#include <algorithm>
#include <charconv>

#include "analyzers/oss/digest.h"
#include "analyzers/oss/xml_text.h"
#include "analyzers/rules/cors.h"
#include "analyzers/rules/upload_parts.h"

namespace osslens::analyzers {
namespace {

// Longer than any upload id or object name; what is longer is not worth its memory.
constexpr size_t kLongestName = 2048;

std::string UploadIdOf(const Facts& facts) {
  if (facts.operation != "InitiateMultipartUpload") {
    return std::string(oss::Value(facts.request.query, "uploadId"));
  }
  const auto ids = oss::ElementTexts(facts.exchange.response.body.bytes, "UploadId");
  return ids.empty() ? std::string{} : ids.front();
}

std::string PlaceOf(std::string_view bucket, std::string_view key) {
  return std::string(bucket) + "/" + std::string(key);
}

// Adds the names that are not there yet, as long as there is room.
void AddNames(std::vector<std::string> names, std::vector<std::string>& known) {
  for (std::string& name : names) {
    if (known.size() >= RecentHistory::kNames) return;
    if (std::ranges::find(known, name) == known.end()) known.push_back(std::move(name));
  }
}

}  // namespace

void RecentHistory::Remember(const Facts& facts) {
  if (!facts.answered_by_oss) return;
  const bool worked = facts.exchange.status >= 200 && facts.exchange.status < 400;
  const oss::Credentials& credentials = facts.credentials;
  if (!credentials.key_id.empty() && worked) keys_.Get(credentials.key_id, true);
  if (worked && !facts.upstream.endpoint.bucket.empty()) {
    buckets_.Get(facts.upstream.endpoint.bucket, {}) = facts.upstream.endpoint.name;
  }
  // A status of 200 says nothing of what broke behind it.
  if (worked && !facts.exchange.failure) {
    RememberUpload(facts);
    RememberAppend(facts);
    RememberPreflight(facts);
  }
  if (credentials.key_id.empty()) return;
  for (const oss::SecurityToken& token : credentials.tokens) {
    TokenUse& use = tokens_.Get(oss::Sha256(token.value.reveal()), {credentials.key_id, false});
    use.worked = use.worked || worked;
  }
}

void RecentHistory::RememberUpload(const Facts& facts) {
  const std::string id = UploadIdOf(facts);
  if (id.empty() || id.size() > kLongestName) return;
  if (facts.operation == "InitiateMultipartUpload") {
    uploads_.Get(id, {}).begun = true;
  } else if (facts.operation == "CompleteMultipartUpload" ||
             facts.operation == "AbortMultipartUpload") {
    Upload& upload = uploads_.Get(id, {});
    upload.end =
        facts.operation == "AbortMultipartUpload" ? Upload::End::kAborted : Upload::End::kCompleted;
    upload.end_request_id = facts.response_head.Value("x-oss-request-id");
    upload.parts.clear();
  } else if (facts.operation == "UploadPart" || facts.operation == "UploadPartCopy") {
    RememberPart(facts, id);
  }
}

void RecentHistory::RememberPart(const Facts& facts, const std::string& upload_id) {
  const auto number = PartNumber(oss::Value(facts.request.query, "partNumber"));
  if (!number) return;
  Upload& upload = uploads_.Get(upload_id, {});
  if (upload.parts.size() >= kParts && !upload.parts.contains(*number)) {
    upload.forgotten = true;
    return;
  }
  Upload::Part& part = upload.parts[*number];
  if (facts.operation == "UploadPart") {
    part = {BareEtag(facts.response_head.Value("ETag")), facts.exchange.request.body.total_bytes};
    return;
  }
  const auto etags = oss::ElementTexts(facts.exchange.response.body.bytes, "ETag");
  part = {BareEtag(etags.empty() ? std::string{} : etags.front()), std::nullopt};
}

void RecentHistory::RememberAppend(const Facts& facts) {
  if (facts.operation != "AppendObject") return;
  const std::string_view text = facts.response_head.Value("x-oss-next-append-position");
  AppendEnd end{0, std::string(facts.response_head.Value("x-oss-request-id"))};
  const auto [stop, error] =
      std::from_chars(text.data(), text.data() + text.size(), end.next_position);
  const std::string place = PlaceOf(facts.upstream.resource.bucket, facts.upstream.resource.key);
  if (text.empty() || error != std::errc{} || stop != text.data() + text.size() ||
      place.size() > kLongestName) {
    return;
  }
  appends_.Get(place, {}) = std::move(end);
}

void RecentHistory::RememberPreflight(const Facts& facts) {
  if (!is_preflight(facts) || !admits_origin(facts)) return;
  const std::string key = std::string(facts.request.Value("Origin")) + " " +
                          PlaceOf(facts.upstream.resource.bucket, facts.upstream.resource.key);
  if (key.size() > kLongestName) return;
  Preflight& preflight = preflights_.Get(key, {});
  AddNames(NamesIn(facts.response_head, "Access-Control-Allow-Methods"), preflight.methods);
  AddNames(NamesIn(facts.response_head, "Access-Control-Allow-Headers"), preflight.headers);
  preflight.request_id = facts.response_head.Value("x-oss-request-id");
}

const History::Preflight* RecentHistory::PreflightOf(std::string_view origin,
                                                     std::string_view bucket,
                                                     std::string_view key) const {
  return preflights_.Find(std::string(origin) + " " + PlaceOf(bucket, key));
}

const History::Upload* RecentHistory::UploadOf(std::string_view upload_id) const {
  return upload_id.empty() ? nullptr : uploads_.Find(upload_id);
}

std::optional<History::AppendEnd> RecentHistory::AppendEndOf(std::string_view bucket,
                                                             std::string_view key) const {
  const AppendEnd* end = appends_.Find(PlaceOf(bucket, key));
  if (end == nullptr) return std::nullopt;
  return *end;
}

bool RecentHistory::KeyWorked(std::string_view key_id) const {
  return keys_.Find(key_id) != nullptr;
}

std::string RecentHistory::EndpointOf(std::string_view bucket) const {
  const std::string* endpoint = buckets_.Find(bucket);
  return endpoint == nullptr ? std::string{} : *endpoint;
}

std::optional<History::TokenUse> RecentHistory::UseOf(const Secret& token) const {
  const TokenUse* use = tokens_.Find(oss::Sha256(token.reveal()));
  if (use == nullptr) return std::nullopt;
  return *use;
}

}  // namespace osslens::analyzers
