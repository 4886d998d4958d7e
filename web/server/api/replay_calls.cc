#include "web/server/api/replay_calls.h"

#include <optional>
#include <string>
#include <utility>

#include "proxy/http/head.h"
#include "store/transfer/json_writer.h"
#include "web/server/arguments.h"
#include "web/server/guard.h"
#include "web/server/replay_request.h"
#include "web/server/replay_source.h"

namespace osslens::web {
namespace {

void WriteSource(const ReplaySource& source, store::JsonWriter& json) {
  http::RequestHead head;
  static_cast<void>(http::ParseRequestHead(source.head, head));  // SourceOf() has read it before
  json.Key("server").String(http::ToText(source.server));
  json.Key("tls").Bool(source.tls);
  json.Key("method").String(head.method);
  json.Key("target").String(head.target);
  json.Key("version").String(head.minor_version == 0 ? "HTTP/1.0" : "HTTP/1.1");
  json.Key("headers").BeginArray();
  for (const http::Field& field : head.fields.all()) {
    json.BeginArray().String(field.name).String(field.value).EndArray();
  }
  json.EndArray();
}

}  // namespace

Response GetReplay(const Request& request, const PathValues& path, ApiContext& context) {
  const auto language = LanguageOf(request);
  if (!language) return ErrorResponse(language.error());
  const auto exchange = context.reader->Find(path.id);
  if (!exchange) return ErrorResponse(exchange.error());
  const Result<ReplaySource> source = SourceOf(**exchange, *language);
  const std::optional<std::string> missing = WhyBodyIsMissing(**exchange, *language);
  store::JsonWriter json;
  json.BeginObject().Key("refusal").StringOrNull(source ? "" : source.error().message);
  if (source) {
    WriteSource(*source, json);
    json.Key("body").BeginObject();
    json.Key("bytes").Number((*exchange)->request.body.total_bytes);
    json.Key("refusal").StringOrNull(missing.value_or("")).EndObject();
  }
  json.EndObject();
  return JsonResponse(json.Take());
}

Response PostReplay(const Request& request, const PathValues& path, ApiContext& context) {
  if (!may_change(request, context.parts.token)) {
    return ErrorResponse(
        403, "replaying needs the field X-Osslens-Token with the token of GET /api/v1/session");
  }
  const auto language = LanguageOf(request);
  if (!language) return ErrorResponse(language.error());
  const auto exchange = context.reader->Find(path.id);
  if (!exchange) return ErrorResponse(exchange.error());
  if (context.parts.status.Current().capture_paused) {
    return ErrorResponse(
        503, In(*language,
                "nothing is replayed while capture is paused, since the answer could not be stored",
                "抓取暂停期间不重放，因为应答无法保存"));
  }
  Result<ReplayOrder> order =
      MakeReplay(**exchange, request.body.empty() ? "{}" : request.body, *language);
  if (!order) return ErrorResponse(order.error());
  Response response;
  response.replay = std::make_shared<ReplayOrder>(*std::move(order));
  return response;
}

}  // namespace osslens::web
