#include "app/launch/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "app/launch/client_table.h"
#include "store/record/message_head.h"

namespace osslens::app {
namespace {

constexpr int64_t kMostGroups = 1000;
constexpr int64_t kCallsAskedForClient = 20;
constexpr size_t kMostLines = 8;

store::Filter Above(int64_t id, std::string_view more) {
  // The words are our own, so they are understood.
  return store::ParseFilter(fmt::format("id:>{} {}", id, more), WallNow()).value();
}

// What is known of a failure that no rule explains.
std::string Unexplained(const store::Exchange& exchange) {
  if (exchange.failure) return exchange.failure->message;
  if (!exchange.oss_code.empty()) return fmt::format("{} {}", exchange.status, exchange.oss_code);
  return fmt::format("HTTP status {}", exchange.status);
}

std::string TitleOf(const store::Exchange& exchange, const store::FindingTextSource& texts,
                    store::Language language) {
  if (exchange.findings.empty()) return Unexplained(exchange);
  const store::Finding& strongest = exchange.findings.front();
  return fmt::format("{} ({})", texts.Describe(strongest, language).title, strongest.rule);
}

// An app speaks through one SDK or two, so the first calls tell.
Result<void> AddClients(store::ExchangeReader& reader, int64_t after, RunSummary& summary) {
  const auto first = reader.Next(store::Filter{}, after, kCallsAskedForClient);
  if (!first) return tl::unexpected(first.error());
  for (const auto& exchange : *first) {
    const store::MessageHead head(exchange->request.head);
    const Client* client = ClientOfUserAgent(head.Value("User-Agent"));
    if (client == nullptr) continue;
    const std::string name(client->name);
    if (std::find(summary.clients.begin(), summary.clients.end(), name) == summary.clients.end())
      summary.clients.push_back(name);
  }
  return {};
}

}  // namespace

Result<RunSummary> Summarise(store::ExchangeReader& reader, int64_t after,
                             const store::FindingTextSource& texts, store::Language language) {
  RunSummary summary;
  const std::pair<const char*, int64_t&> counts[] = {
      {"", summary.calls}, {"is:failed", summary.failed}, {"kind:tunnel", summary.unopened}};
  for (const auto& [filter, count] : counts) {
    const Result<int64_t> counted = reader.Count(Above(after, filter));
    if (!counted) return tl::unexpected(counted.error());
    count = *counted;
  }
  if (auto added = AddClients(reader, after, summary); !added) return tl::unexpected(added.error());
  const auto groups = reader.Groups(Above(after, "is:failed"), kMostGroups);
  if (!groups) return tl::unexpected(groups.error());
  for (const store::FailureGroup& group : *groups) {
    // A title may name a host or a key, so it is told by an example; one that retention has just removed has none.
    const auto example = reader.Find(group.sample_ids.empty() ? 0 : group.sample_ids.front());
    if (!example) continue;
    const std::string title = TitleOf(**example, texts, language);
    const auto same = std::find_if(summary.causes.begin(), summary.causes.end(),
                                   [&title](const auto& cause) { return cause.title == title; });
    if (same == summary.causes.end()) {
      summary.causes.push_back({title, group.count});
    } else {
      same->count += group.count;
    }
  }
  std::stable_sort(summary.causes.begin(), summary.causes.end(),
                   [](const auto& a, const auto& b) { return a.count > b.count; });
  return summary;
}

std::string SummaryText(const RunSummary& summary) {
  std::string text = fmt::format("{} call{}", summary.calls, summary.calls == 1 ? "" : "s");
  if (!summary.clients.empty()) text += fmt::format(" by {}", fmt::join(summary.clients, " and "));
  text += fmt::format(", {} failed", summary.failed);
  if (summary.unopened > 0)
    text += fmt::format(", {} tunnelled without opening TLS", summary.unopened);
  for (size_t i = 0; i < std::min(summary.causes.size(), kMostLines); ++i)
    text += fmt::format("\n{:6} x {}", summary.causes[i].count, summary.causes[i].title);
  if (summary.causes.size() > kMostLines)
    text += fmt::format("\n         and {} more causes", summary.causes.size() - kMostLines);
  return text;
}

}  // namespace osslens::app
