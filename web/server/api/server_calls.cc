#include "web/server/api/server_calls.h"

#include "store/transfer/json_writer.h"
#include "web/server/arguments.h"
#include "web/server/guard.h"

namespace osslens::web {

Response FollowEvents(const Request& request, const PathValues&, ApiContext&) {
  const auto language = LanguageOf(request);
  if (!language) return ErrorResponse(language.error());
  Response response;
  response.content_type = "text/event-stream";
  // An id that is none of ours is as good as none: the client gets what is new.
  response.subscription = Subscription{
      .language = *language, .last_id = ParseNumber(request.Field("Last-Event-ID"), 0, INT64_MAX)};
  return response;
}

Response GetStatus(const Request&, const PathValues&, ApiContext& context) {
  return JsonResponse(StatusJson(context.parts.status.Current()));
}

Response GetSession(const Request& request, const PathValues&, ApiContext& context) {
  if (!is_from_own_page_or_program(request)) {
    return ErrorResponse(403, "the token is for the page of osslens only");
  }
  store::JsonWriter json;
  json.BeginObject().Key("token").String(context.parts.token).EndObject();
  return JsonResponse(json.Take());
}

Response GetHealth(const Request&, const PathValues&, ApiContext&) {
  Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = "ok\n";
  return response;
}

Response GetMetrics(const Request&, const PathValues&, ApiContext& context) {
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = MetricsText(context.parts.status.Current());
  return response;
}

}  // namespace osslens::web
