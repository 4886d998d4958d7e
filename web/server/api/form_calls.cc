#include "web/server/api/form_calls.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "analyzers/form_report.h"
#include "analyzers/rules/form_facts.h"
#include "store/transfer/json_writer.h"
#include "web/server/arguments.h"

namespace osslens::web {
namespace {

using analyzers::FormReport;

// Values are for reading; the body has them whole.
constexpr size_t kShownBytes = 4096;

const char* ToWord(oss::ConditionVerdict verdict) {
  switch (verdict) {
    case oss::ConditionVerdict::kHolds:
      return "holds";
    case oss::ConditionVerdict::kFails:
      return "fails";
    case oss::ConditionVerdict::kUnknown:
      break;
  }
  return "unknown";
}

class ReportWriter {
 public:
  ReportWriter(const FormReport& report, const analyzers::Catalogue& catalogue,
               store::Language language)
      : report_(report), catalogue_(catalogue), language_(language) {}

  [[nodiscard]] std::string Write() {
    json_.BeginObject().Key("form");
    if (report_.form) {
      WriteForm(*report_.form);
    } else {
      json_.Null();
    }
    json_.Key("policy");
    if (report_.policy) {
      WritePolicy(*report_.policy);
    } else {
      json_.Null();
    }
    json_.EndObject();
    return json_.Take();
  }

 private:
  void WriteForm(const oss::PostForm& form) {
    json_.BeginObject().Key("boundary").StringOrNull(form.boundary);
    json_.Key("closed").Bool(form.closed).Key("body_bytes").Number(form.body_bytes);
    json_.Key("all_parts").Bool(form.has_all_fields).Key("parts").BeginArray();
    for (size_t i = 0; i < form.fields.size(); ++i) WritePart(form, i);
    json_.EndArray().Key("faults").BeginArray();
    for (const oss::FormFault& fault : report_.faults) {
      json_.BeginObject().Key("fault").String(oss::ToWord(fault.kind));
      json_.Key("refused").Bool(oss::is_refused(fault.kind));
      json_.Key("field").StringOrNull(fault.field);
      json_.Key("offset").Number(fault.offset);
      WriteText(analyzers::RuleOf(fault.kind), oss::ToWord(fault.kind), analyzers::ValuesOf(fault));
      json_.EndObject();
    }
    json_.EndArray().EndObject();
  }

  void WritePart(const oss::PostForm& form, size_t index) {
    const oss::FormField& field = form.fields[index];
    const bool is_file = form.file == index;
    json_.BeginObject().Key("name").String(field.name);
    json_.Key("filename").StringOrNull(field.filename).Key("type").StringOrNull(field.type);
    json_.Key("head_at").Number(field.head_at).Key("value_at").Number(field.value_at);
    json_.Key("bytes").Number(field.value_bytes).Key("whole").Bool(field.ended);
    json_.Key("file").Bool(is_file).Key("ignored").Bool(form.file && index > *form.file);
    json_.Key("value");
    if (is_file || !field.whole) {
      json_.Null();
    } else {
      json_.String(field.value.substr(0, kShownBytes));
    }
    json_.EndObject();
  }

  void WritePolicy(const oss::PostPolicy& policy) {
    json_.BeginObject().Key("decoded").StringOrNull(policy.decoded);
    json_.Key("expiration").StringOrNull(policy.expiration.value_or(""));
    json_.Key("expired");
    if (report_.expired) {
      json_.Bool(*report_.expired);
    } else {
      json_.Null();
    }
    json_.Key("conditions").BeginArray();
    for (size_t i = 0; i < policy.conditions.size(); ++i) {
      const oss::ConditionResult& result = report_.conditions[i];
      json_.BeginObject().Key("condition").String(policy.conditions[i].text);
      json_.Key("field").StringOrNull(policy.conditions[i].field);
      json_.Key("verdict").String(ToWord(result.verdict));
      json_.Key("found").StringOrNull(result.found.value_or("").substr(0, kShownBytes));
      json_.Key("missing").Bool(result.is_missing).EndObject();
    }
    json_.EndArray().Key("contradiction").BeginArray();
    if (report_.contradiction) {
      json_.Number(uint64_t{report_.contradiction->first});
      json_.Number(uint64_t{report_.contradiction->second});
    }
    json_.EndArray().Key("fields_without_condition").BeginArray();
    for (const std::string& name : report_.fields_without_condition) json_.String(name);
    json_.EndArray().Key("faults").BeginArray();
    for (const oss::PolicyFault& fault : policy.faults) {
      json_.BeginObject().Key("fault").String(oss::ToWord(fault.kind));
      json_.Key("offset").Number(uint64_t{fault.offset});
      json_.Key("found").StringOrNull(fault.found).Key("corrected").StringOrNull(fault.corrected);
      WriteText("post-policy-fault", analyzers::VariantOf(fault.kind), analyzers::ValuesOf(fault));
      json_.EndObject();
    }
    json_.EndArray().EndObject();
  }

  void WriteText(std::string_view rule, std::string_view variant,
                 std::map<std::string, std::string> values) {
    store::Finding finding;
    finding.rule = rule;
    finding.variant = variant;
    finding.values = std::move(values);
    const store::FindingText text = catalogue_.Describe(finding, language_);
    json_.Key("title").String(text.title).Key("cause").String(text.cause);
    json_.Key("fix").BeginArray();
    for (const std::string& step : text.fix) json_.String(step);
    json_.EndArray();
  }

  const FormReport& report_;
  const analyzers::Catalogue& catalogue_;
  const store::Language language_;
  store::JsonWriter json_;
};

}  // namespace

Response GetForm(const Request& request, const PathValues& path, ApiContext& context) {
  const auto language = LanguageOf(request);
  if (!language) return ErrorResponse(language.error());
  const auto exchange = context.reader->Find(path.id);
  if (!exchange) return ErrorResponse(exchange.error());
  const FormReport report = analyzers::ReportForm(**exchange);
  return JsonResponse(ReportWriter(report, context.parts.catalogue, *language).Write());
}

}  // namespace osslens::web
