#include "analyzers/job_tracker.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "analyzers/existence_check.h"
#include "analyzers/oss/query.h"
#include "analyzers/oss/xml_text.h"
#include "base/text.h"
#include "store/record/message_head.h"

namespace osslens::analyzers {
namespace {

using store::Exchange;
using store::ExchangeKind;
using store::Job;

// SDKs wait 20 to 30 seconds at most before they repeat a call; someone who repeats it by hand takes longer.
constexpr std::chrono::minutes kRetryWindow{2};
// Between looking for an object and writing it the app makes it.
constexpr std::chrono::minutes kCreateWindow{10};
// Between two ranges of one download or two pages of one listing the app works on what it got.
constexpr std::chrono::minutes kGroupWindow{10};
// The end of a call and the start of its repetition are seen by two connections, maybe on two loops.
constexpr std::chrono::milliseconds kSlack{100};
// More repetitions than any SDK makes. Those beyond belong to the job, and stay failed.
constexpr size_t kMostFailures = 16;
// Longer than what names a call: object names have at most 1023 bytes.
constexpr size_t kLongestKey = 8 * 1024;

// They differ between two signatures of the same call.
constexpr std::array<std::string_view, 12> kSigningParameters{"Expires",
                                                              "OSSAccessKeyId",
                                                              "Signature",
                                                              "security-token",
                                                              "x-oss-signature",
                                                              "x-oss-signature-version",
                                                              "x-oss-date",
                                                              "x-oss-expires",
                                                              "x-oss-credential",
                                                              "x-oss-additional-headers",
                                                              "x-oss-security-token",
                                                              "x-oss-access-key-id"};

// Where a page of a listing begins.
constexpr std::array<std::string_view, 6> kMarkers{
    "continuation-token", "key-marker",       "marker",
    "part-number-marker", "upload-id-marker", "version-id-marker"};

template <size_t N>
bool Contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_signing(std::string_view name) {
  return Contains(kSigningParameters, name) || StartsWithIgnoreCase(name, "X-Amz-");
}

bool is_marker(std::string_view name) { return Contains(kMarkers, name); }

oss::Query QueryOf(const Exchange& exchange) {
  const size_t mark = exchange.url.find('?');
  if (mark == std::string::npos) return {};
  const std::string_view raw = std::string_view(exchange.url).substr(mark + 1);
  return oss::ParseQuery(raw.substr(0, raw.find('#')));
}

WallTime EndOf(const Exchange& exchange) { return exchange.started_at + exchange.duration; }

// Without the port: a repetition may come over another connection.
std::string_view ClientOf(const Exchange& exchange) {
  const std::string_view address = exchange.client_address;
  return address.substr(0, address.rfind(':'));
}

// Parts that may hold any bytes are told apart by their lengths.
void AppendPart(std::string& key, std::string_view part) {
  key += fmt::format("{}:{}", part.size(), part);
}

std::string TargetKey(const Exchange& exchange) {
  std::string key;
  for (const std::string_view part :
       {ClientOf(exchange), std::string_view(exchange.operation), std::string_view(exchange.bucket),
        std::string_view(exchange.object)}) {
    AppendPart(key, part);
  }
  return key;
}

// Who looks for what: the apps of one machine are told apart by their User-Agents.
std::string ObjectKey(const Exchange& exchange) {
  std::string key;
  for (const std::string_view part :
       {ClientOf(exchange), store::MessageHead(exchange.request.head).Value("User-Agent"),
        std::string_view(exchange.bucket), std::string_view(exchange.object)}) {
    AppendPart(key, part);
  }
  return key;
}

template <class Leave>
void AppendQuery(std::string& key, const Exchange& exchange, const Leave& is_left_out) {
  for (const oss::QueryParameter& parameter : QueryOf(exchange)) {
    if (is_left_out(parameter.name)) continue;
    AppendPart(key, parameter.name);
    AppendPart(key, parameter.value);
  }
}

// The same for a call and its repetition, which may go to another endpoint and is signed anew.
std::string CallKey(const Exchange& exchange) {
  std::string key = TargetKey(exchange);
  AppendPart(key, exchange.method);
  const store::MessageHead head(exchange.request.head);
  AppendPart(key, head.Value("Range"));
  AppendPart(key, head.Value("Content-Length"));
  AppendQuery(key, exchange, is_signing);
  return key;
}

bool was_for_another_endpoint(const Exchange& exchange) {
  return std::ranges::any_of(exchange.findings, [](const store::Finding& finding) {
    return finding.rule == "wrong-endpoint";
  });
}

// A failure after which SDKs repeat the same call.
bool passes(const Exchange& exchange) {
  if (exchange.failure) return true;
  const int status = exchange.status;
  if (status >= 500 || status == 429 || status == 408) return true;
  if (status < 400) return false;
  return exchange.oss_code == "RequestTimeTooSkewed" || exchange.oss_code == "RequestTimeout" ||
         was_for_another_endpoint(exchange);
}

bool succeeded(const Exchange& exchange) {
  return !is_failed(exchange) && (exchange.status / 100 == 2 || exchange.status == 304);
}

// Whether `next` began after what ended at `end`, and not too long after.
bool follows(const Exchange& next, WallTime end, Microseconds window) {
  return next.started_at + kSlack >= end && next.started_at <= end + window;
}

bool has_more_pages(const Exchange& exchange) {
  const std::vector<std::string> texts =
      oss::ElementTexts(exchange.response.body.bytes, "IsTruncated");
  return !texts.empty() && texts.front() == "true";
}

// The id that ties the calls of a multipart upload together; the first call learns it from its answer.
std::string UploadIdOf(const Exchange& exchange) {
  if (exchange.operation != "InitiateMultipartUpload") {
    return std::string(oss::Value(QueryOf(exchange), "uploadId"));
  }
  std::vector<std::string> texts = oss::ElementTexts(exchange.response.body.bytes, "UploadId");
  return texts.empty() ? std::string{} : std::move(texts.front());
}

bool is_of_multipart(std::string_view operation) {
  constexpr std::array<std::string_view, 6> kOperations{
      "InitiateMultipartUpload", "UploadPart",           "UploadPartCopy",
      "CompleteMultipartUpload", "AbortMultipartUpload", "ListParts"};
  return Contains(kOperations, operation);
}

bool has_range(const Exchange& exchange) {
  return store::MessageHead(exchange.request.head).Find("Range") != nullptr;
}

}  // namespace

void JobTracker::Follow(Exchange& exchange) {
  // A replay is the user's: it is no repetition of the app's, and heals nothing.
  if (exchange.replay_of != 0) return;
  const bool is_call =
      exchange.kind != ExchangeKind::kTunnel && exchange.kind != ExchangeKind::kCallback;
  if (!is_call || exchange.operation.empty()) return;
  exchange.job = OwnJob(exchange);
  if (const std::string_view question = AnsweredNo(exchange); !question.empty()) {
    exchange.job =
        Job{.kind = std::string(question), .id = NewId(exchange.started_at), .healed = true};
    return;
  }
  if (found_nothing(exchange)) RememberMissing(exchange);
  if (!missing_.empty() && creates(exchange) && succeeded(exchange)) HealMissing(exchange);
  FollowCall(exchange);
}

void JobTracker::FollowCall(Exchange& exchange) {
  const bool may_be_repeated = passes(exchange);
  // The usual case must cost nothing: all is well and nothing is waiting to be healed.
  if (calls_.empty() && !may_be_repeated) return;
  std::string key = CallKey(exchange);
  if (key.size() > kLongestKey) return;
  Call* call = calls_.Touch(key);
  if (call != nullptr && !follows(exchange, call->ended_at, kRetryWindow)) {
    // Another call of the same kind, at the same time or much later. Who failed last may be repeated.
    if (!may_be_repeated) return;
    calls_.Drop(key);
    call = nullptr;
  }
  if (call != nullptr) Join(*call, exchange);
  if (!may_be_repeated) return calls_.Drop(key);
  if (call == nullptr) call = &calls_.Put(std::move(key), {});
  call->ended_at = EndOf(exchange);
  if (call->failed.size() >= kMostFailures) return;
  call->failed.push_back({&exchange, 0, exchange.job});
  has_unsettled_ = true;
}

// `exchange` repeats `call`.
void JobTracker::Join(Call& call, Exchange& exchange) {
  if (call.job_id.empty()) call.job_id = NewId(call.ended_at);
  const Job retry{.kind = "retry", .id = call.job_id, .healed = false};
  if (!exchange.job) exchange.job = retry;
  const bool heals = succeeded(exchange);
  for (Failed& failed : call.failed) {
    if (failed.job && !heals) continue;
    if (!failed.job) failed.job = retry;
    failed.job->healed = heals;
    Apply(failed);
  }
}

void JobTracker::RememberMissing(Exchange& exchange) {
  std::string key = ObjectKey(exchange);
  if (key.size() > kLongestKey) return;
  Missing* missing = missing_.Touch(key);
  if (missing == nullptr) missing = &missing_.Put(std::move(key), {});
  missing->ended_at = EndOf(exchange);
  if (missing->reads.size() >= kMostFailures) return;
  missing->reads.push_back({&exchange, 0, exchange.job});
  has_unsettled_ = true;
}

void JobTracker::HealMissing(const Exchange& exchange) {
  const std::string key = ObjectKey(exchange);
  Missing* missing = missing_.Touch(key);
  if (missing == nullptr) return;
  // An upload that runs while the object is looked for does not come of it.
  if (follows(exchange, missing->ended_at, kCreateWindow)) {
    const std::string id = NewId(missing->ended_at);
    for (Failed& read : missing->reads) {
      read.job = Job{.kind = std::string(kCheckJob), .id = id, .healed = true};
      Apply(read);
    }
  }
  missing_.Drop(key);
}

void JobTracker::Apply(Failed& failed) {
  if (failed.unsettled != nullptr) {
    failed.unsettled->job = failed.job;
  } else {
    changes_.push_back({failed.id, *failed.job});
  }
}

std::optional<Job> JobTracker::OwnJob(const Exchange& exchange) {
  if (is_of_multipart(exchange.operation)) {
    std::string upload_id = UploadIdOf(exchange);
    if (upload_id.empty()) return std::nullopt;
    return Job{.kind = "multipart", .id = std::move(upload_id), .healed = false};
  }
  if (exchange.operation == "GetObject" && has_range(exchange)) {
    const Group& download = GroupOf(downloads_, TargetKey(exchange), exchange);
    return Job{.kind = "range", .id = download.job_id, .healed = false};
  }
  if (exchange.operation.starts_with("List")) return ListingOf(exchange);
  return std::nullopt;
}

// A listing that fits one page is no job.
std::optional<Job> JobTracker::ListingOf(const Exchange& exchange) {
  const oss::Query query = QueryOf(exchange);
  const bool goes_on = std::ranges::any_of(query, [](const oss::QueryParameter& parameter) {
    return is_marker(parameter.name) && !parameter.value.empty();
  });
  if (!goes_on && !has_more_pages(exchange)) return std::nullopt;
  std::string key = TargetKey(exchange);
  AppendQuery(key, exchange,
              [](std::string_view name) { return is_signing(name) || is_marker(name); });
  if (!goes_on) listings_.Drop(key);  // it starts from the beginning
  const Group& listing = GroupOf(listings_, std::move(key), exchange);
  return Job{.kind = "list", .id = listing.job_id, .healed = false};
}

JobTracker::Group& JobTracker::GroupOf(RecentMap<Group>& groups, std::string key,
                                       const Exchange& exchange) {
  Group* group = groups.Touch(key);
  if (group != nullptr && exchange.started_at > group->ended_at + kGroupWindow) {
    groups.Drop(key);
    group = nullptr;
  }
  if (group == nullptr) {
    group = &groups.Put(std::move(key), {NewId(exchange.started_at), EndOf(exchange)});
  }
  group->ended_at = std::max(group->ended_at, EndOf(exchange));
  return *group;
}

// The time keeps the ids of two runs apart, the number those of one.
std::string JobTracker::NewId(WallTime first) {
  return fmt::format("{:x}-{:x}", first.time_since_epoch().count(), ++next_number_);
}

std::vector<store::JobChange> JobTracker::TakeChanges() { return std::exchange(changes_, {}); }

void JobTracker::Settle() {
  if (!std::exchange(has_unsettled_, false)) return;
  calls_.ForEachValue([](Call& call) { SettleEach(call.failed); });
  missing_.ForEachValue([](Missing& missing) { SettleEach(missing.reads); });
}

void JobTracker::SettleEach(std::vector<Failed>& failed) {
  for (Failed& each : failed) {
    if (each.unsettled == nullptr) continue;
    each.id = each.unsettled->id;
    each.unsettled = nullptr;
  }
  std::erase_if(failed, [](const Failed& each) { return each.id == 0; });
}

}  // namespace osslens::analyzers
