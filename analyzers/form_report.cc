#include "analyzers/form_report.h"

#include <chrono>

#include "analyzers/oss/dates.h"
#include "analyzers/recent_history.h"
#include "analyzers/rules/form_facts.h"

namespace osslens::analyzers {
namespace {

std::optional<bool> Expired(const Facts& facts, const oss::PostPolicy& policy) {
  const auto end = policy.expiration ? oss::ParseDate(*policy.expiration) : std::nullopt;
  if (!end) return std::nullopt;
  const auto answered = oss::ParseDate(facts.response_head.Value("Date"));
  if (answered) return end->time < answered->time;
  return end->time < facts.exchange.started_at;
}

}  // namespace

FormReport ReportForm(const store::Exchange& exchange) {
  const RecentHistory history(1);
  const Facts facts(exchange, history);
  FormReport report;
  if (!facts.form) return report;
  report.form = facts.form;
  report.faults = FormFaultsOf(facts);
  report.policy = PolicyOf(facts);
  if (!report.policy) return report;
  report.conditions = oss::CheckPolicy(*report.policy, *facts.form, facts.upstream.resource.bucket);
  report.contradiction = oss::FindContradiction(*report.policy);
  report.fields_without_condition = oss::FieldsWithoutCondition(*report.policy, *facts.form);
  report.expired = Expired(facts, *report.policy);
  return report;
}

}  // namespace osslens::analyzers
