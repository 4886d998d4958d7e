#include "web/server/api/policy_calls.h"

#include <string>
#include <vector>

#include "web/server/arguments.h"

namespace osslens::web {
namespace {

using analyzers::RamPolicy;

// Exchanges are read whole, and others wait for this reader meanwhile; osslens policy reads all.
constexpr int64_t kMostExchanges = 20'000;
constexpr int64_t kPage = 32;

void WriteTexts(const std::vector<std::string>& texts, store::JsonWriter& json) {
  json.BeginArray();
  for (const std::string& text : texts) json.String(text);
  json.EndArray();
}

}  // namespace

void WritePolicy(const RamPolicy& policy, store::JsonWriter& json) {
  json.BeginObject().Key("Version").String("1").Key("Statement").BeginArray();
  for (const RamPolicy::Statement& statement : policy.Statements()) {
    json.BeginObject().Key("Effect").String("Allow").Key("Action");
    WriteTexts(statement.actions, json);
    json.Key("Resource");
    WriteTexts(statement.resources, json);
    json.EndObject();
  }
  json.EndArray().EndObject();
}

Result<bool> AddToPolicy(store::ExchangeReader& reader, const store::Filter& filter, int64_t most,
                         RamPolicy& policy) {
  int64_t after = 0;
  for (int64_t read = 0; read < most;) {
    const auto page = reader.Next(filter, after, kPage);
    if (!page) return tl::unexpected(page.error());
    if (page->empty()) return true;
    for (const auto& exchange : *page) policy.Add(*exchange);
    after = page->back()->id;
    read += static_cast<int64_t>(page->size());
  }
  return false;
}

Response GetPolicy(const Request& request, const PathValues&, ApiContext& context) {
  const auto filter = FilterOf(request, context.now);
  if (!filter) return ErrorResponse(filter.error());
  const auto denied = FlagOf(request, "denied");
  if (!denied) return ErrorResponse(denied.error());
  RamPolicy policy(*denied ? RamPolicy::Scope::kDeniedCalls : RamPolicy::Scope::kAllCalls);
  const auto complete = AddToPolicy(*context.reader, *filter, kMostExchanges, policy);
  if (!complete) return ErrorResponse(complete.error());
  const RamPolicy::Notes notes = policy.notes();
  store::JsonWriter text;
  WritePolicy(policy, text);
  const bool is_too_long = text.text().size() > kLongestPolicy;
  store::JsonWriter json;
  json.BeginObject().Key("policy");
  WritePolicy(policy, json);
  json.Key("calls").Number(notes.calls).Key("complete").Bool(*complete);
  json.Key("without_action");
  WriteTexts({notes.without_action.begin(), notes.without_action.end()}, json);
  json.Key("explicitly_denied").Number(notes.explicitly_denied);
  json.Key("unknown_bucket").Bool(notes.has_unknown_bucket);
  json.Key("widened").Bool(notes.is_widened);
  json.Key("uses_kms").Bool(notes.uses_kms).Key("too_long").Bool(is_too_long).EndObject();
  return JsonResponse(json.Take());
}

}  // namespace osslens::web
