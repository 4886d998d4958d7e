#include "app/exchange_output.h"

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <utility>

#include "analyzers/existence_check.h"
#include "app/terminal_text.h"
#include "base/clock.h"

namespace osslens::app {
namespace {

void PrintFinding(const store::Finding& finding, const store::FindingText& text) {
  fmt::print("\n{} {}: {} ({})\n", store::ToWord(finding.confidence),
             store::ToWord(finding.severity), TerminalText(text.title), finding.rule);
  if (!text.cause.empty()) fmt::print("  {}\n", TerminalText(text.cause));
  for (const std::string& step : text.fix) fmt::print("  - {}\n", TerminalText(step));
  for (size_t i = 0; i < finding.evidence.size(); ++i) {
    const store::Evidence& evidence = finding.evidence[i];
    const std::string note = i < text.evidence_notes.size() ? text.evidence_notes[i] : "";
    fmt::print("  {} {}: {}{}\n", store::ToWord(evidence.where), TerminalText(evidence.name),
               TerminalText(evidence.value), note.empty() ? "" : "  (" + TerminalText(note) + ")");
  }
}

void PrintJob(const store::Job& job, bool has_failed) {
  if (job.kind == analyzers::kCheckJob) {
    fmt::print(", an existence check");
  } else if (job.kind == analyzers::kConditionJob) {
    fmt::print(", a condition that did not hold");
  } else {
    fmt::print(", job {} {}", TerminalText(job.kind), TerminalText(job.id));
    if (has_failed && job.healed) fmt::print(", made good later");
  }
}

}  // namespace

void PrintOutcome(const store::Exchange& exchange) {
  fmt::print("{} {}\n", TerminalText(exchange.method), TerminalText(exchange.url));
  const double milliseconds = static_cast<double>(exchange.duration.count()) / 1000;
  fmt::print("{} at {}, {:.1f} ms",
             exchange.status == 0 ? "no answer" : fmt::format("status {}", exchange.status),
             FormatRfc3339(exchange.started_at), milliseconds);
  const std::pair<const char*, const std::string&> details[] = {
      {"operation", exchange.operation},
      {"code", exchange.oss_code},
      {"EC", exchange.ec},
      {"request id", exchange.request_id}};
  for (const auto& [name, value] : details) {
    if (!value.empty()) fmt::print(", {} {}", name, TerminalText(value));
  }
  if (exchange.job) PrintJob(*exchange.job, is_failed(exchange));
  fmt::print("\n");
  if (exchange.failure) {
    fmt::print("{}: {}\n", store::ToWord(exchange.failure->kind),
               TerminalText(exchange.failure->message));
  }
}

void PrintFindings(const store::Exchange& exchange, const store::FindingTextSource& texts,
                   store::Language language) {
  for (const store::Finding& finding : exchange.findings) {
    PrintFinding(finding, texts.Describe(finding, language));
  }
}

}  // namespace osslens::app
