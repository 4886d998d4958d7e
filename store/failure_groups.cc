#include "store/failure_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "store/record/message_head.h"
#include "store/sqlite/for_each_row.h"

namespace osslens::store {
namespace {

using sqlite::ForEachRow;
using sqlite::RowReader;
using sqlite::Statement;

constexpr int kSamples = 5;
// Longer than the User-Agents of SDKs; what is longer is cut.
constexpr size_t kLongestAgent = 120;

// The failures with what groups them: `place` is the bucket, or else the host.
constexpr const char* kFailuresSql = R"sql(
SELECT f.rule AS rule,
       CASE WHEN f.rule IS NULL
            THEN coalesce(e.oss_code, e.failure_kind, CAST(e.status AS TEXT), '')
            ELSE coalesce(json_extract(e.findings, '$[0].variant'), '') END AS cause,
       e.operation AS operation, coalesce(e.bucket, e.host) AS place, e.bucket AS bucket, e.host AS host,
       coalesce(json_extract(e.findings, '$[0].side'), '') AS side,
       e.started_at AS started_at, e.id AS id
FROM exchange AS e LEFT JOIN finding AS f ON f.exchange_id = e.id AND f.place = 0
WHERE e.failed = 1 AND e.job_healed = 0 AND {})sql";

// `nth` numbers a group's exchanges from the newest.
constexpr const char* kNumberedSql = R"sql(
SELECT *, row_number() OVER (PARTITION BY rule, cause, operation, place, bucket IS NULL ORDER BY id DESC) AS nth
FROM ({}))sql";

constexpr const char* kGroupsSql = R"sql(
SELECT rule, cause, operation, bucket, max(CASE WHEN nth = 1 THEN host END), max(CASE WHEN nth = 1 THEN side END),
       count(*), min(started_at), max(started_at), group_concat(CASE WHEN nth <= {0} THEN id END),
       json_group_array(DISTINCT host)
FROM ({1})
GROUP BY rule, cause, operation, place, bucket IS NULL ORDER BY count(*) DESC, max(id) DESC LIMIT ?)sql";

constexpr const char* kCourseSql = R"sql(
SELECT rule, cause, operation, bucket, place, (started_at - ?) / ?, count(*)
FROM ({}) GROUP BY 1, 2, 3, 4, 5, 6)sql";

constexpr const char* kClientsSql = R"sql(
SELECT n.rule, n.cause, n.operation, n.bucket, n.place, d.client_address, d.request_head
FROM ({1}) AS n JOIN exchange_detail AS d ON d.exchange_id = n.id WHERE n.nth <= {0})sql";

std::vector<int64_t> ParseIds(std::string_view list) {
  std::vector<int64_t> ids;
  for (const std::string_view part : Split(list, ',')) {
    int64_t id = 0;
    const auto parsed = std::from_chars(part.data(), part.data() + part.size(), id);
    if (parsed.ec == std::errc()) ids.push_back(id);
  }
  std::ranges::sort(ids, std::greater());
  return ids;
}

std::vector<std::string> ParseHosts(std::string_view array) {
  const nlohmann::json parsed = nlohmann::json::parse(array, nullptr, false);
  std::vector<std::string> hosts;
  if (!parsed.is_array()) return hosts;
  for (const nlohmann::json& host : parsed) {
    if (host.is_string()) hosts.push_back(host.get<std::string>());
  }
  std::ranges::sort(hosts);
  hosts.resize(std::min(hosts.size(), kGroupHosts));
  return hosts;
}

FailureGroup ReadGroup(const Statement& statement) {
  RowReader row(statement);
  FailureGroup group;
  for (std::string FailureGroup::*text :
       {&FailureGroup::rule, &FailureGroup::cause, &FailureGroup::operation, &FailureGroup::bucket,
        &FailureGroup::host, &FailureGroup::side}) {
    group.*text = row.Text();
  }
  group.count = row.Number();
  group.first_at = WallTime(Microseconds(row.Number()));
  group.last_at = WallTime(Microseconds(row.Number()));
  group.sample_ids = ParseIds(row.View());
  group.hosts = ParseHosts(row.View());
  if (group.hosts.empty()) group.hosts.push_back(group.host);
  return group;
}

using GroupKey = std::tuple<std::string, std::string, std::string, std::string, std::string>;

GroupKey KeyOf(const FailureGroup& group) {
  return {group.rule, group.cause, group.operation, group.bucket, group.place()};
}

// The groups by what the first five columns of the further queries say. Groups beyond the limit are not among them, nor
// is what came since the groups were read.
class GroupIndex {
 public:
  explicit GroupIndex(std::vector<FailureGroup>& groups) {
    for (FailureGroup& group : groups) groups_.emplace(KeyOf(group), &group);
  }

  [[nodiscard]] FailureGroup* Find(RowReader& row) const {
    GroupKey key;
    std::apply([&row](auto&... parts) { ((parts = row.Text()), ...); }, key);
    const auto found = groups_.find(key);
    return found == groups_.end() ? nullptr : found->second;
  }

 private:
  std::map<GroupKey, FailureGroup*> groups_;
};

std::string ClientName(std::string_view address, std::string_view head) {
  std::string_view agent = MessageHead(head).Value("User-Agent");
  agent = agent.substr(0, kLongestAgent);
  std::string name(address.substr(0, address.rfind(':')));
  if (!agent.empty()) name += (name.empty() ? "" : " ") + std::string(agent);
  return name;
}

Result<void> AddCourse(sqlite::Database& database, const Filter& filter, const GroupIndex& index,
                       std::vector<FailureGroup>& groups) {
  const WallTime first = std::ranges::min_element(groups, {}, &FailureGroup::first_at)->first_at;
  const WallTime last = std::ranges::max_element(groups, {}, &FailureGroup::last_at)->last_at;
  for (FailureGroup& group : groups) group.over_time.resize(static_cast<size_t>(kGroupBins));
  auto statement = database.Prepare("count failures over time",
                                    fmt::format(kCourseSql, fmt::format(kFailuresSql, filter.sql)));
  if (!statement) return tl::unexpected(statement.error());
  statement->Bind(1, first.time_since_epoch().count());
  statement->Bind(2, (last - first).count() / kGroupBins + 1);
  BindValues(filter, *statement, 3);
  return ForEachRow(*statement, [&index](const Statement& row) {
    RowReader reader(row);
    FailureGroup* group = index.Find(reader);
    const int64_t bin = reader.Number();
    if (group == nullptr || bin < 0 || bin >= kGroupBins) return;
    group->over_time[static_cast<size_t>(bin)] = reader.Number();
  });
}

Result<void> AddClients(sqlite::Database& database, const Filter& filter, const GroupIndex& index) {
  const std::string numbered = fmt::format(kNumberedSql, fmt::format(kFailuresSql, filter.sql));
  auto statement = database.Prepare("name the clients of failures",
                                    fmt::format(kClientsSql, kGroupClientsAsked, numbered));
  if (!statement) return tl::unexpected(statement.error());
  BindValues(filter, *statement);
  std::map<FailureGroup*, std::set<std::string>> names;
  auto read = ForEachRow(*statement, [&](const Statement& row) {
    RowReader reader(row);
    FailureGroup* group = index.Find(reader);
    const std::string_view address = reader.View();
    const std::string_view head = reader.View();
    if (group == nullptr) return;
    std::string name = ClientName(address, head);
    if (!name.empty()) names[group].insert(std::move(name));
  });
  if (!read) return read;
  for (auto& [group, clients] : names) {
    group->client_count = static_cast<int64_t>(clients.size());
    for (const std::string& client : clients) {
      if (group->clients.size() == kGroupClients) break;
      group->clients.push_back(client);
    }
  }
  return {};
}

}  // namespace

Result<std::vector<FailureGroup>> ReadFailureGroups(sqlite::Database& database,
                                                    const Filter& filter, int64_t limit) {
  const std::string numbered = fmt::format(kNumberedSql, fmt::format(kFailuresSql, filter.sql));
  auto statement = database.Prepare("group failures", fmt::format(kGroupsSql, kSamples, numbered));
  if (!statement) return tl::unexpected(statement.error());
  statement->Bind(BindValues(filter, *statement), limit);
  std::vector<FailureGroup> groups;
  auto read =
      ForEachRow(*statement, [&](const Statement& row) { groups.push_back(ReadGroup(row)); });
  if (!read) return tl::unexpected(read.error());
  if (groups.empty()) return groups;
  const GroupIndex index(groups);
  if (auto added = AddCourse(database, filter, index, groups); !added) {
    return tl::unexpected(added.error());
  }
  if (auto added = AddClients(database, filter, index); !added) {
    return tl::unexpected(added.error());
  }
  return groups;
}

}  // namespace osslens::store
