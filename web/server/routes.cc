#include "web/server/routes.h"

#include <array>

#include "web/server/api/callback_calls.h"
#include "web/server/api/catalog_calls.h"
#include "web/server/api/exchange_calls.h"
#include "web/server/api/export_calls.h"
#include "web/server/api/figure_calls.h"
#include "web/server/api/form_calls.h"
#include "web/server/api/group_calls.h"
#include "web/server/api/mark_calls.h"
#include "web/server/api/policy_calls.h"
#include "web/server/api/replay_calls.h"
#include "web/server/api/server_calls.h"
#include "web/server/api/signature_calls.h"

namespace osslens::web {
namespace {

constexpr std::array kRoutes{
    Route{"GET", "/api/v1/exchanges", RunsOn::kWorker, &ListExchanges,
          "summaries, newest first: filter, limit (100, at most 1000), before, after, sort, lang"},
    Route{"DELETE", "/api/v1/exchanges", RunsOn::kWorker, &DeleteExchanges,
          "removes what the filter (compulsory) holds for; needs X-Osslens-Token"},
    Route{"GET", "/api/v1/exchanges/{id}", RunsOn::kWorker, &GetExchange,
          "one exchange with request, forwarded, response and timings: lang"},
    Route{"PATCH", "/api/v1/exchanges/{id}/mark", RunsOn::kWorker, &ChangeMark,
          "changes its star and its note, as a JSON body says; needs X-Osslens-Token", true},
    Route{"GET", "/api/v1/exchanges/{id}/request-body", RunsOn::kWorker, &GetRequestBody,
          "the captured bytes, as a download: decoded (0, 1: without Content-Encoding, at most 2 "
          "MiB)"},
    Route{"GET", "/api/v1/exchanges/{id}/response-body", RunsOn::kWorker, &GetResponseBody,
          "the captured bytes, as a download: decoded (0, 1: without Content-Encoding, at most 2 "
          "MiB)"},
    Route{"GET", "/api/v1/exchanges/{id}/signature", RunsOn::kWorker, &GetSignature,
          "the rebuilt string to sign and canonical request, OSS's echo, their differences"},
    Route{"GET", "/api/v1/exchanges/{id}/signature/texts", RunsOn::kWorker, &GetMistakenTexts,
          "what signers with a known mistake would have signed, for trying a secret: lang"},
    Route{"GET", "/api/v1/signature", RunsOn::kWorker, &RebuildSignature,
          "the same for a request that is given: head, answer (the body of OSS's refusal), lang"},
    Route{
        "GET", "/api/v1/exchanges/{id}/callback", RunsOn::kWorker, &GetCallback,
        "its upload callback: linked exchanges, parameters with faults, preview, signature: lang"},
    Route{"GET", "/api/v1/exchanges/{id}/form", RunsOn::kWorker, &GetForm,
          "the parts of a PostObject with their places and faults, its policy condition by "
          "condition: lang"},
    Route{"GET", "/api/v1/exchanges/{id}/replay", RunsOn::kWorker, &GetReplay,
          "what can be sent again: server, method, target, headers, body, or why not: lang"},
    Route{"POST", "/api/v1/exchanges/{id}/replay", RunsOn::kWorker, &PostReplay,
          "sends it again, as captured or changed: lang; needs X-Osslens-Token", true},
    Route{"GET", "/api/v1/groups", RunsOn::kWorker, &ListGroups,
          "failures grouped by rule and cause, operation, and bucket or host: filter, lang"},
    Route{"GET", "/api/v1/policy", RunsOn::kWorker, &GetPolicy,
          "the smallest RAM policy that allows the calls: filter, denied (0, 1: only the refused "
          "ones)"},
    Route{"GET", "/api/v1/suggest", RunsOn::kWorker, &SuggestValues,
          "the most frequent values of a filter key: key, text (part of the value), filter"},
    Route{"GET", "/api/v1/timeline", RunsOn::kWorker, &GetTimeline,
          "exchanges over time by outcome: filter, bins (60, at most 1000)"},
    Route{"GET", "/api/v1/operations", RunsOn::kWorker, &GetOperations,
          "count, durations and sizes by operation: filter"},
    Route{"GET", "/api/v1/events", RunsOn::kLoop, &FollowEvents,
          "server-sent events: exchange, job, mark, status, gap: lang, Last-Event-ID"},
    Route{"GET", "/api/v1/export", RunsOn::kWorker, &ExportExchanges,
          "a download: format (har, ndjson, markdown, sqlite), filter, lang, secrets (0, 1)"},
    Route{"GET", "/api/v1/catalog", RunsOn::kLoop, &GetCatalog,
          "every rule: id, code, title, cause, fix: lang"},
    Route{"GET", "/api/v1/status", RunsOn::kLoop, &GetStatus, "counters, queue depth, losses"},
    Route{"GET", "/api/v1/session", RunsOn::kLoop, &GetSession,
          "the token for calls that change something; for the page itself"},
    Route{"GET", "/healthz", RunsOn::kLoop, &GetHealth, "200 while the server answers"},
    Route{"GET", "/metrics", RunsOn::kLoop, &GetMetrics, "the counters as Prometheus text"},
};

}  // namespace

std::span<const Route> AllRoutes() { return kRoutes; }

}  // namespace osslens::web
