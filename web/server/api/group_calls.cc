#include "web/server/api/group_calls.h"

#include <fmt/format.h>

#include <string>

#include "analyzers/fingerprint.h"
#include "store/transfer/json_writer.h"
#include "web/server/arguments.h"

namespace osslens::web {
namespace {

constexpr int64_t kMaxGroups = 100;

void WriteTexts(const std::vector<std::string>& texts, store::JsonWriter& json) {
  json.BeginArray();
  for (const std::string& text : texts) json.String(text);
  json.EndArray();
}

void WriteNumbers(const std::vector<int64_t>& numbers, store::JsonWriter& json) {
  json.BeginArray();
  for (const int64_t number : numbers) json.Number(number);
  json.EndArray();
}

void WriteGroup(store::JsonWriter& json, const store::FailureGroup& group, std::string_view title,
                std::string_view rule_title) {
  const bool is_explained = !group.rule.empty();
  json.BeginObject();
  json.Key("rule").StringOrNull(group.rule);
  json.Key("variant").StringOrNull(is_explained ? group.cause : std::string());
  json.Key("title").StringOrNull(title);
  json.Key("rule_title").StringOrNull(rule_title);
  json.Key("bucket").StringOrNull(group.bucket);
  json.Key("host").StringOrNull(group.host);
  json.Key("count").Number(group.count);
  json.Key("first").String(FormatRfc3339(group.first_at));
  json.Key("last").String(FormatRfc3339(group.last_at));
  json.Key("sample_ids");
  WriteNumbers(group.sample_ids, json);
  json.Key("over_time");
  WriteNumbers(group.over_time, json);
  json.Key("fingerprint")
      .String(analyzers::Fingerprint({group.rule, group.cause, group.operation, group.place()}));
  json.Key("code").StringOrNull(is_explained ? std::string() : group.cause);
  json.Key("operation").StringOrNull(group.operation);
  json.Key("side").StringOrNull(group.side);
  json.Key("hosts");
  WriteTexts(group.hosts, json);
  json.Key("clients").Number(group.client_count);
  json.Key("client_names");
  WriteTexts(group.clients, json);
  json.EndObject();
}

// Titles name keys, buckets and the like, so that of a group is the one of its newest exchange.
std::string TitleOf(const store::FailureGroup& group, store::Language language,
                    ApiContext& context) {
  if (group.rule.empty() || group.sample_ids.empty()) return {};
  const auto filter =
      store::ParseFilter(fmt::format("id:{}", group.sample_ids.front()), context.now);
  const auto page =
      filter ? context.reader->List(*filter, {.limit = 1}) : tl::unexpected(filter.error());
  if (!page || page->exchanges.empty() || page->exchanges.front()->findings.empty()) {
    return group.rule;
  }
  return context.parts.catalogue.Describe(page->exchanges.front()->findings.front(), language)
      .title;
}

// The title of the rule itself, for those who put groups of one rule together.
std::string RuleTitleOf(const store::FailureGroup& group, store::Language language,
                        const ApiContext& context) {
  if (group.rule.empty()) return {};
  store::Finding general;
  general.rule = group.rule;
  return context.parts.catalogue.Describe(general, language).title;
}

}  // namespace

Response ListGroups(const Request& request, const PathValues&, ApiContext& context) {
  const auto language = LanguageOf(request);
  if (!language) return ErrorResponse(language.error());
  const auto filter = FilterOf(request, context.now);
  if (!filter) return ErrorResponse(filter.error());
  const auto groups = context.reader->Groups(*filter, kMaxGroups);
  if (!groups) return ErrorResponse(groups.error());
  store::JsonWriter json;
  json.BeginObject().Key("groups").BeginArray();
  for (const auto& group : *groups) {
    WriteGroup(json, group, TitleOf(group, *language, context),
               RuleTitleOf(group, *language, context));
  }
  json.EndArray().EndObject();
  return JsonResponse(json.Take());
}

}  // namespace osslens::web
