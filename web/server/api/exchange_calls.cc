#include "web/server/api/exchange_calls.h"

#include <fmt/format.h>

#include <string>

#include "analyzers/oss/content_coding.h"
#include "base/secret.h"
#include "store/record/message_head.h"
#include "store/transfer/exchange_json.h"
#include "store/transfer/json_writer.h"
#include "web/server/arguments.h"
#include "web/server/guard.h"

namespace osslens::web {
namespace {

constexpr int64_t kMaxGroups = 100;

// What the page lays out at most; a small body must not unfold into a large one.
constexpr size_t kMaxDecodedBytes = size_t{2} << 20;

// The captured bytes without their Content-Encoding.
Result<std::string> DecodedBody(int64_t id, store::Direction direction, ApiContext& context) {
  const auto exchange = context.reader->Find(id);
  if (!exchange) return tl::unexpected(exchange.error());
  const store::Message& message =
      direction == store::Direction::kRequest ? (*exchange)->request : (*exchange)->response;
  const std::string_view coding = store::MessageHead(message.head).Value("content-encoding");
  auto decoded = oss::DecodeContent(coding, message.body.bytes, kMaxDecodedBytes);
  if (decoded) return *std::move(decoded);
  return Fail(ErrorKind::kUnsupported,
              fmt::format("the captured bytes cannot be decoded as '{}'; ask for them without "
                          "decoded=1",
                          coding));
}

Response BodyResponse(const Request& request, const PathValues& path, store::Direction direction,
                      ApiContext& context) {
  const auto is_decoded = FlagOf(request, "decoded");
  if (!is_decoded) return ErrorResponse(is_decoded.error());
  auto body = *is_decoded ? DecodedBody(path.id, direction, context)
                          : context.reader->Body(path.id, direction);
  if (!body) return ErrorResponse(body.error());
  Response response;
  // Whatever the server of the exchange said it is, here it is bytes to be saved: shown as a page it could run scripts
  // with the rights of ours.
  response.content_type = "application/octet-stream";
  response.fields.emplace_back(
      "Content-Disposition",
      fmt::format("attachment; filename=\"exchange-{}-{}.bin\"", path.id,
                  direction == store::Direction::kRequest ? "request" : "response"));
  response.body = std::move(*body);
  return response;
}

void WriteGroup(store::JsonWriter& json, const store::FailureGroup& group, std::string_view title,
                std::string_view rule_title) {
  json.BeginObject();
  json.Key("rule").StringOrNull(group.rule);
  json.Key("variant").StringOrNull(group.variant);
  json.Key("title").StringOrNull(title);
  json.Key("rule_title").StringOrNull(rule_title);
  json.Key("bucket").StringOrNull(group.bucket);
  json.Key("host").StringOrNull(group.host);
  json.Key("count").Number(group.count);
  json.Key("first").String(FormatRfc3339(group.first_at));
  json.Key("last").String(FormatRfc3339(group.last_at));
  json.Key("sample_ids").BeginArray();
  for (const int64_t id : group.sample_ids) json.Number(id);
  json.EndArray();
  json.Key("over_time").BeginArray();
  for (const int64_t count : group.over_time) json.Number(count);
  json.EndArray().EndObject();
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

Response ListExchanges(const Request& request, const PathValues&, ApiContext& context) {
  const auto language = LanguageOf(request);
  if (!language) return ErrorResponse(language.error());
  const auto page_request = PageOf(request);
  if (!page_request) return ErrorResponse(page_request.error());
  const auto filter = FilterOf(request, context.now);
  if (!filter) return ErrorResponse(filter.error());
  const auto page = context.reader->List(*filter, *page_request);
  if (!page) return ErrorResponse(page.error());
  const store::ExchangeEncoder encoder(context.parts.catalogue, *language);
  store::JsonWriter json;
  json.BeginObject().Key("exchanges").BeginArray();
  for (const auto& exchange : page->exchanges) {
    encoder.Write(*exchange, store::Detail::kSummary, json);
  }
  json.EndArray().Key("next");
  page->next ? json.Number(*page->next) : json.Null();
  json.EndObject();
  return JsonResponse(json.Take());
}

Response DeleteExchanges(const Request& request, const PathValues&, ApiContext& context) {
  if (!is_from_own_page_or_program(request) ||
      !EqualInConstantTime(request.Field("X-Osslens-Token"), context.parts.token)) {
    return ErrorResponse(
        403, "deleting needs the field X-Osslens-Token with the token of GET /api/v1/session");
  }
  // Deleting everything is possible, but not by forgetting something.
  if (!request.Parameter("filter")) {
    return ErrorResponse(400, "deleting needs a filter; an empty one (filter=) deletes everything");
  }
  const auto filter = FilterOf(request, context.now);
  if (!filter) return ErrorResponse(filter.error());
  const auto deleted = context.parts.remove(*filter);
  if (!deleted) return ErrorResponse(deleted.error());
  store::JsonWriter json;
  json.BeginObject().Key("deleted").Number(*deleted).EndObject();
  return JsonResponse(json.Take());
}

Response GetExchange(const Request& request, const PathValues& path, ApiContext& context) {
  const auto language = LanguageOf(request);
  if (!language) return ErrorResponse(language.error());
  const auto exchange = context.reader->Find(path.id);
  if (!exchange) return ErrorResponse(exchange.error());
  const store::ExchangeEncoder encoder(context.parts.catalogue, *language);
  return JsonResponse(encoder.Encode(**exchange, store::Detail::kFull));
}

Response GetRequestBody(const Request& request, const PathValues& path, ApiContext& context) {
  return BodyResponse(request, path, store::Direction::kRequest, context);
}

Response GetResponseBody(const Request& request, const PathValues& path, ApiContext& context) {
  return BodyResponse(request, path, store::Direction::kResponse, context);
}

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
