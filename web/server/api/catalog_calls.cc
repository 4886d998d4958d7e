#include "web/server/api/catalog_calls.h"

#include <span>
#include <string>
#include <vector>

#include "store/transfer/json_writer.h"
#include "web/server/arguments.h"

namespace osslens::web {
namespace {

void WriteTexts(store::JsonWriter& json, std::string_view key,
                const std::vector<std::string>& texts) {
  json.Key(key).BeginArray();
  for (const auto& text : texts) json.String(text);
  json.EndArray();
}

void WriteEntry(store::JsonWriter& json, const analyzers::CatalogueEntry& entry,
                store::Language language) {
  const analyzers::DiagnosisText& text = entry.general.in(language);
  json.BeginObject();
  json.Key("id").String(entry.id);
  json.Key("code").StringOrNull(entry.codes.empty() ? std::string_view() : entry.codes.front());
  WriteTexts(json, "codes", entry.codes);
  WriteTexts(json, "ecs", entry.ecs);
  json.Key("severity").String(store::ToWord(entry.severity));
  json.Key("title").String(text.title);
  json.Key("cause").String(text.cause);
  WriteTexts(json, "fix", text.fix);
  WriteTexts(json, "docs", entry.docs.in(language));
  json.EndObject();
}

}  // namespace

Response GetCatalog(const Request& request, const PathValues&, ApiContext& context) {
  const auto language = LanguageOf(request);
  if (!language) return ErrorResponse(language.error());
  store::JsonWriter json;
  json.BeginObject().Key("rules").BeginArray();
  for (const auto& entry : context.parts.catalogue.entries()) WriteEntry(json, entry, *language);
  json.EndArray().EndObject();
  return JsonResponse(json.Take());
}

}  // namespace osslens::web
