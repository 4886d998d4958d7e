#include "web/server/api/callback_calls.h"

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/callback_report.h"
#include "analyzers/rules/callback_fault_diagnosis.h"
#include "store/callback_links.h"
#include "store/transfer/json_writer.h"
#include "web/server/arguments.h"

namespace osslens::web {
namespace {

using analyzers::CallbackReport;

const char* ToWord(oss::CallbackPlace place) {
  switch (place) {
    case oss::CallbackPlace::kHeader:
      return "header";
    case oss::CallbackPlace::kQuery:
      return "query";
    case oss::CallbackPlace::kForm:
      break;
  }
  return "form";
}

void WriteStrings(std::string_view name, const std::vector<std::string>& strings,
                  store::JsonWriter& json) {
  json.Key(name).BeginArray();
  for (const std::string& string : strings) json.String(string);
  json.EndArray();
}

class ReportWriter {
 public:
  ReportWriter(const CallbackReport& report, const analyzers::Catalogue& catalogue,
               store::Language language)
      : report_(report), catalogue_(catalogue), language_(language) {}

  [[nodiscard]] std::string Write(const std::vector<store::CallbackLink>& links) {
    json_.BeginObject();
    WriteLinks(links);
    WriteParameters();
    WritePreview();
    WriteSignature();
    json_.EndObject();
    return json_.Take();
  }

 private:
  void WriteLinks(const std::vector<store::CallbackLink>& links) {
    json_.Key("linked").BeginArray();
    for (const store::CallbackLink& link : links) {
      json_.BeginObject().Key("id").Number(link.id);
      json_.Key("kind").String(store::ToWord(link.kind));
      json_.Key("by").String(store::ToWord(link.by)).EndObject();
    }
    json_.EndArray();
  }

  void WriteParameters() {
    json_.Key("parameters");
    if (!report_.text) {
      json_.Null();
      return;
    }
    json_.BeginObject().Key("place").String(ToWord(report_.text->place));
    json_.Key("callback").StringOrNull(report_.text->callback);
    json_.Key("decoded").StringOrNull(report_.decoded);
    json_.Key("variables").StringOrNull(report_.text->variables);
    json_.Key("decoded_variables").StringOrNull(report_.decoded_variables);
    json_.Key("faults").BeginArray();
    for (const oss::CallbackFault& fault : report_.faults) WriteFault(fault);
    json_.EndArray().EndObject();
  }

  void WriteFault(const oss::CallbackFault& fault) {
    store::Finding finding;
    finding.rule = analyzers::RuleOf(fault.kind);
    finding.variant = analyzers::VariantOf(fault.kind);
    finding.values = analyzers::ValuesOf(fault);
    const store::FindingText text = catalogue_.Describe(finding, language_);
    json_.BeginObject().Key("fault").String(oss::ToWord(fault.kind));
    json_.Key("refused").Bool(oss::is_refused(fault.kind));
    json_.Key("parameter").String(fault.in_variables ? "callback-var" : "callback");
    json_.Key("member").StringOrNull(fault.member);
    json_.Key("offset").Number(uint64_t{fault.offset});
    json_.Key("found").StringOrNull(fault.found);
    json_.Key("corrected").StringOrNull(fault.corrected);
    json_.Key("title").String(text.title).Key("cause").String(text.cause);
    WriteStrings("fix", text.fix, json_);
    json_.EndObject();
  }

  void WritePreview() {
    json_.Key("preview");
    if (!report_.preview) {
      json_.Null();
      return;
    }
    json_.BeginObject();
    WriteStrings("urls", report_.preview->urls, json_);
    json_.Key("host").String(report_.preview->host);
    json_.Key("content_type").String(report_.preview->content_type);
    json_.Key("sni").Bool(report_.preview->sni);
    json_.Key("body").String(report_.preview->body);
    WriteStrings("unknown", report_.preview->unknown, json_);
    WriteStrings("empty", report_.preview->empty, json_);
    json_.EndObject();
  }

  void WriteSignature() {
    json_.Key("signature");
    if (!report_.signature) {
      json_.Null();
      return;
    }
    json_.BeginObject().Key("verdict").String(oss::ToWord(report_.signature->verdict));
    json_.Key("key_url").StringOrNull(report_.signature->key_url);
    json_.Key("why_no_key").StringOrNull(report_.signature->why_no_key);
    json_.Key("mistake").StringOrNull(report_.signature->mistake);
    json_.Key("signed").StringOrNull(report_.signature->signed_text).EndObject();
  }

  const CallbackReport& report_;
  const analyzers::Catalogue& catalogue_;
  const store::Language language_;
  store::JsonWriter json_;
};

}  // namespace

Response GetCallback(const Request& request, const PathValues& path, ApiContext& context) {
  const auto language = LanguageOf(request);
  if (!language) return ErrorResponse(language.error());
  const auto exchange = context.reader->Find(path.id);
  if (!exchange) return ErrorResponse(exchange.error());
  const auto links = store::FindCallbackLinks(*context.reader, **exchange);
  if (!links) return ErrorResponse(links.error());
  const CallbackReport report = analyzers::ReportCallback(**exchange, context.parts.callback_keys);
  return JsonResponse(ReportWriter(report, context.parts.catalogue, *language).Write(*links));
}

}  // namespace osslens::web
