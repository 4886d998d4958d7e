#include "web/server/api/exchange_calls.h"

#include <fmt/format.h>

#include <string>

#include "analyzers/oss/content_coding.h"
#include "store/record/message_head.h"
#include "store/transfer/exchange_json.h"
#include "store/transfer/json_writer.h"
#include "web/server/arguments.h"
#include "web/server/guard.h"

namespace osslens::web {
namespace {

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
  if (!may_change(request, context.parts.token)) {
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

}  // namespace osslens::web
