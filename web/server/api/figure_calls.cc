#include "web/server/api/figure_calls.h"

#include <fmt/format.h>

#include <span>
#include <string>

#include "store/transfer/json_writer.h"
#include "web/server/arguments.h"

namespace osslens::web {
namespace {

constexpr int64_t kMaxSuggestions = 20;
constexpr int64_t kDefaultBins = 60;
constexpr int64_t kMaxBins = 1000;

using WriteNumber = void (*)(store::JsonWriter& json, int64_t value);

void WriteCount(store::JsonWriter& json, int64_t value) { json.Number(value); }
void WriteDuration(store::JsonWriter& json, int64_t value) {
  json.Milliseconds(Microseconds(value));
}

void WriteNumbers(store::JsonWriter& json, std::string_view key, std::span<const int64_t> numbers,
                  WriteNumber write) {
  json.Key(key).BeginArray();
  for (const int64_t number : numbers) write(json, number);
  json.EndArray();
}

void WriteSpread(store::JsonWriter& json, std::string_view key, const store::Spread& spread,
                 WriteNumber write) {
  json.Key(key).BeginObject();
  json.Key("median");
  write(json, spread.median);
  json.Key("p90");
  write(json, spread.p90);
  json.Key("max");
  write(json, spread.max);
  WriteNumbers(json, "bins", spread.bins, &WriteCount);
  json.EndObject();
}

}  // namespace

Response SuggestValues(const Request& request, const PathValues&, ApiContext& context) {
  const auto filter = FilterOf(request, context.now);
  if (!filter) return ErrorResponse(filter.error());
  const auto values =
      context.reader->figures().Values(*filter, request.Parameter("key").value_or(""),
                                       request.Parameter("text").value_or(""), kMaxSuggestions);
  if (!values) return ErrorResponse(values.error());
  store::JsonWriter json;
  json.BeginObject().Key("values").BeginArray();
  for (const auto& [value, count] : *values) {
    json.BeginObject().Key("value").String(value).Key("count").Number(count).EndObject();
  }
  json.EndArray().EndObject();
  return JsonResponse(json.Take());
}

Response GetTimeline(const Request& request, const PathValues&, ApiContext& context) {
  const auto filter = FilterOf(request, context.now);
  if (!filter) return ErrorResponse(filter.error());
  int64_t bins = kDefaultBins;
  if (const auto text = request.Parameter("bins"); text && !text->empty()) {
    const auto number = ParseNumber(*text, 1, kMaxBins);
    if (!number) {
      return ErrorResponse(400, fmt::format("bins must be a number from 1 to {}", kMaxBins));
    }
    bins = *number;
  }
  const auto timeline = context.reader->figures().TimelineOf(*filter, bins);
  if (!timeline) return ErrorResponse(timeline.error());
  store::JsonWriter json;
  json.BeginObject().Key("from");
  timeline->bins.empty() ? json.Null() : json.String(FormatRfc3339(timeline->from));
  json.Key("bin_ms").Milliseconds(timeline->width);
  json.Key("bins").BeginArray();
  for (const auto& bin : timeline->bins) {
    json.BeginObject().Key("failed").Number(bin.failed).Key("healed").Number(bin.healed);
    json.Key("ok").Number(bin.fine).EndObject();
  }
  json.EndArray().EndObject();
  return JsonResponse(json.Take());
}

Response GetOperations(const Request& request, const PathValues&, ApiContext& context) {
  const auto filter = FilterOf(request, context.now);
  if (!filter) return ErrorResponse(filter.error());
  const auto operations = context.reader->figures().Operations(*filter);
  if (!operations) return ErrorResponse(operations.error());
  store::JsonWriter json;
  json.BeginObject().Key("operations").BeginArray();
  for (const auto& figures : *operations) {
    json.BeginObject();
    json.Key("operation").StringOrNull(figures.operation);
    json.Key("count").Number(figures.count);
    json.Key("failed").Number(figures.failed);
    WriteSpread(json, "duration_ms", figures.duration, &WriteDuration);
    WriteSpread(json, "bytes", figures.size, &WriteCount);
    json.EndObject();
  }
  json.EndArray();
  WriteNumbers(json, "duration_edges_ms", store::kDurationEdges, &WriteDuration);
  WriteNumbers(json, "byte_edges", store::kSizeEdges, &WriteCount);
  json.EndObject();
  return JsonResponse(json.Take());
}

}  // namespace osslens::web
