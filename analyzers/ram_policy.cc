#include "analyzers/ram_policy.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "analyzers/recent_history.h"
#include "analyzers/rules/facts.h"

namespace osslens::analyzers {
namespace {

// A policy that is written by hand has 6,144 characters at most; beyond a few objects their folder says more.
constexpr size_t kMostKeys = 10;
constexpr size_t kMostFolders = 10;

// Refusals that a RAM policy can mend.
constexpr std::array<std::string_view, 9> kDenials{"access-denied-authorizer-policy",
                                                   "access-denied-generic",
                                                   "access-denied-list-buckets",
                                                   "access-denied-object-no-right",
                                                   "access-denied-read-object",
                                                   "access-denied-read-object-acl",
                                                   "access-denied-write-object",
                                                   "access-denied-write-object-acl",
                                                   "missing-permission"};

bool was_denied(const store::Exchange& exchange) {
  return std::ranges::any_of(exchange.findings, [](const store::Finding& finding) {
    return std::ranges::find(kDenials, finding.rule) != kDenials.end();
  });
}

std::string_view Detail(const Facts& facts, const char* name) {
  return facts.error ? facts.error->Value(std::string("AccessDeniedDetail/") + name)
                     : std::string_view{};
}

// "${filename}" would be a variable of RAM; the name of the file is the user's.
std::string KeyOf(const Facts& facts) {
  if (!facts.form) return facts.upstream.resource.key;
  std::string key(facts.form->Value("key"));
  constexpr std::string_view kVariable = "${filename}";
  if (const size_t at = key.find(kVariable); at != std::string::npos) {
    key.replace(at, kVariable.size(), "*");
  }
  return key.empty() ? "*" : key;
}

std::string FolderOf(std::string_view key) {
  const size_t slash = key.rfind('/');
  return slash == std::string_view::npos ? std::string{} : std::string(key.substr(0, slash + 1));
}

bool is_in_any(std::string_view key, const std::set<std::string>& folders) {
  return std::ranges::any_of(folders,
                             [key](const std::string& folder) { return key.starts_with(folder); });
}

// The folder that all of them are in; empty is the root of the bucket. They are sorted, so what the first and the last
// begin with alike, all begin with.
std::string CommonFolder(const std::set<std::string>& folders) {
  const std::string& first = *folders.begin();
  const std::string& last = *folders.rbegin();
  const auto end = std::ranges::mismatch(first, last).in1;
  return FolderOf(std::string_view(first).substr(0, static_cast<size_t>(end - first.begin())));
}

// OSS names the action that it refused; where the call needs several, the others were not refused.
std::vector<oss::Permission> OnlyAction(std::vector<oss::Permission> needed,
                                        std::string_view action) {
  if (action.empty() || needed.empty()) return needed;
  const oss::Permission first = needed.front();
  std::erase_if(needed, [action](const oss::Permission& each) { return each.action != action; });
  if (needed.empty()) needed.push_back({std::string(action), first.bucket, first.key});
  return needed;
}

}  // namespace

void RamPolicy::Add(const store::Exchange& exchange) {
  const bool is_call = exchange.kind != store::ExchangeKind::kTunnel &&
                       exchange.kind != store::ExchangeKind::kCallback;
  if (!is_call || exchange.operation.empty()) return;
  if (scope_ == Scope::kDeniedCalls && !was_denied(exchange)) return;
  const RecentHistory no_history(1);
  const Facts facts(exchange, no_history);
  if (facts.credentials.scheme == oss::Scheme::kAnonymous) return;
  const oss::Permissions permissions = oss::PermissionsFor(
      facts.upstream, facts.operation, KeyOf(facts), exchange.request.body.bytes);
  ++notes_.calls;
  notes_.uses_kms |= permissions.uses_kms;
  if (Detail(facts, "NoPermissionType") == "ExplicitDeny") ++notes_.explicitly_denied;
  const std::string_view refused = Detail(facts, "AuthAction");
  std::vector<oss::Permission> needed = permissions.needed;
  if (scope_ == Scope::kDeniedCalls) needed = OnlyAction(std::move(needed), refused);
  if (!permissions.known && refused.empty()) notes_.without_action.emplace(facts.operation);
  if (!permissions.known && !refused.empty()) {
    needed.push_back({std::string(refused), facts.upstream.resource.bucket, KeyOf(facts)});
  }
  for (oss::Permission& permission : needed) {
    // With a custom domain the answer may have named the bucket.
    if (permission.bucket == oss::kUnknownBucket && !exchange.bucket.empty()) {
      permission.bucket = exchange.bucket;
    }
    Allow(permission);
  }
}

void RamPolicy::Allow(const oss::Permission& permission) {
  Keys& keys = allowed_[{permission.bucket, permission.action}];
  if (permission.key.empty()) {
    keys.of_bucket = true;
    return;
  }
  if (permission.key == "*") keys.whole_bucket = true;
  if (keys.whole_bucket) return;
  if (keys.folders.empty()) {
    keys.keys.insert(permission.key);
  } else if (!is_in_any(permission.key, keys.folders)) {
    keys.folders.insert(FolderOf(permission.key));
  }
  Widen(keys);
}

void RamPolicy::Widen(Keys& keys) {
  if (keys.keys.size() > kMostKeys) {
    for (const std::string& key : keys.keys) keys.folders.insert(FolderOf(key));
    keys.keys.clear();
  }
  if (keys.folders.size() > kMostFolders) keys.folders = {CommonFolder(keys.folders)};
  // An empty folder is the root of the bucket.
  if (keys.folders.contains("")) {
    keys.folders.clear();
    keys.whole_bucket = true;
  }
}

std::vector<RamPolicy::Statement> RamPolicy::Statements() const {
  std::map<std::string, std::set<std::string>> actions_of;  // by resource
  for (const auto& [place, keys] : allowed_) {
    const auto& [bucket, action] = place;
    const auto allow = [&](const std::string& key) {
      actions_of[oss::ResourceName({action, bucket, key})].insert(action);
    };
    if (keys.of_bucket) allow("");
    if (keys.whole_bucket) {
      allow("*");
      continue;
    }
    for (const std::string& key : keys.keys) allow(key);
    for (const std::string& folder : keys.folders) allow(folder + "*");
  }
  std::vector<Statement> statements;
  for (const auto& [resource, actions] : actions_of) {
    const std::vector<std::string> sorted(actions.begin(), actions.end());
    auto same = std::ranges::find(statements, sorted, &Statement::actions);
    if (same == statements.end()) same = statements.insert(same, {sorted, {}});
    same->resources.push_back(resource);
  }
  return statements;
}

RamPolicy::Notes RamPolicy::notes() const {
  Notes notes = notes_;
  for (const auto& [place, keys] : allowed_) {
    notes.has_unknown_bucket |= place.first == oss::kUnknownBucket;
    notes.is_widened |= keys.whole_bucket || !keys.folders.empty();
  }
  return notes;
}

}  // namespace osslens::analyzers
