#include "web/server/status.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "store/transfer/json_writer.h"

namespace osslens::web {
namespace {

struct Metric {
  std::string_view key;   // in the JSON
  std::string_view name;  // in the metrics
  std::string_view type;  // counter or gauge
  std::string_view help;
  uint64_t Status::*value;
};

constexpr std::array kMetrics{
    Metric{"connections_accepted", "osslens_connections_accepted_total", "counter",
           "Connections that apps have opened to the proxy.", &Status::connections_accepted},
    Metric{"connections_open", "osslens_connections_open", "gauge",
           "Connections of apps that are open now.", &Status::connections_open},
    Metric{"exchanges", "osslens_exchanges_total", "counter", "Exchanges that have finished.",
           &Status::exchanges},
    Metric{"exchanges_stored", "osslens_exchanges_stored_total", "counter",
           "Exchanges written to the store.", &Status::exchanges_stored},
    Metric{"exchanges_lost", "osslens_exchanges_lost_total", "counter",
           "Exchanges not written because the store failed.", &Status::exchanges_lost},
    Metric{"dropped_bodies", "osslens_dropped_bodies_total", "counter",
           "Captured bodies given up because the queue was full.", &Status::dropped_bodies},
    Metric{"signatures_checked", "osslens_signatures_checked_total", "counter",
           "Refused signatures recomputed with a given secret.", &Status::signatures_checked},
    Metric{"signatures_skipped", "osslens_signatures_skipped_total", "counter",
           "Refused signatures not recomputed for lack of time.", &Status::signatures_skipped},
    Metric{"leaf_certificates", "osslens_leaf_certificates", "gauge",
           "Certificates kept for hosts whose TLS is opened.", &Status::leaf_certificates},
    Metric{"queue_exchanges", "osslens_queue_exchanges", "gauge",
           "Exchanges waiting to be analysed and stored.", &Status::queue_exchanges},
    Metric{"queue_bytes", "osslens_queue_bytes", "gauge", "Memory that waiting exchanges hold.",
           &Status::queue_bytes},
    Metric{"queue_limit_bytes", "osslens_queue_limit_bytes", "gauge",
           "Memory that waiting exchanges may hold.", &Status::queue_limit_bytes},
    Metric{"store_bytes", "osslens_store_bytes", "gauge", "Size of the store on disk.",
           &Status::store_bytes},
    Metric{"store_limit_bytes", "osslens_store_limit_bytes", "gauge",
           "Size that the store may have on disk.", &Status::store_limit_bytes},
};

void AppendMetric(std::string& text, std::string_view name, std::string_view type,
                  std::string_view help, uint64_t value) {
  text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, type, value);
}

void WriteTroubles(const std::vector<analyzers::RuleTrouble>& troubles, store::JsonWriter& json) {
  json.BeginArray();
  for (const analyzers::RuleTrouble& trouble : troubles) {
    json.BeginObject().Key("rule").String(trouble.rule);
    json.Key("failed").Number(trouble.failed).Key("overran").Number(trouble.overran);
    json.Key("cut_off").Bool(trouble.cut_off);
    json.Key("last_failure").StringOrNull(trouble.last_failure).EndObject();
  }
  json.EndArray();
}

// One sample for each rule in trouble; names of rules are kebab-case and need no escaping.
void AppendTroubles(const std::vector<analyzers::RuleTrouble>& troubles, std::string& text) {
  constexpr std::string_view kName = "osslens_rule_faults_total";
  text += fmt::format("# HELP {0} Times that a rule threw or took too long.\n# TYPE {0} counter\n",
                      kName);
  for (const analyzers::RuleTrouble& trouble : troubles) {
    text += fmt::format("{}{{rule=\"{}\"}} {}\n", kName, trouble.rule,
                        trouble.failed + trouble.overran);
  }
}

}  // namespace

std::string StatusJson(const Status& status) {
  store::JsonWriter json;
  json.BeginObject();
  json.Key("version").String(status.version);
  json.Key("proxy").StringOrNull(status.proxy);
  json.Key("web").StringOrNull(status.web);
  json.Key("started_at").String(FormatRfc3339(status.started_at));
  for (const Metric& metric : kMetrics) json.Key(metric.key).Number(status.*metric.value);
  json.Key("capture_paused").Bool(status.capture_paused);
  json.Key("pause_reason").StringOrNull(status.pause_reason);
  json.Key("intercepts").Bool(status.intercepts);
  json.Key("upstream_insecure").Bool(status.upstream_insecure);
  json.Key("rules_in_trouble");
  WriteTroubles(status.rule_troubles, json);
  json.EndObject();
  return json.Take();
}

std::string MetricsText(const Status& status) {
  std::string text;
  for (const Metric& metric : kMetrics) {
    AppendMetric(text, metric.name, metric.type, metric.help, status.*metric.value);
  }
  AppendMetric(text, "osslens_capture_paused", "gauge",
               "1 while nothing is stored because the store fails.", status.capture_paused ? 1 : 0);
  AppendTroubles(status.rule_troubles, text);
  return text;
}

}  // namespace osslens::web
