#include "web/server/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osslens::web {
namespace {

Status SomeStatus() {
  Status status;
  status.version = "0.1.0";
  status.proxy = "127.0.0.1:8888";
  status.exchanges = 12;
  status.dropped_bodies = 3;
  status.capture_paused = true;
  status.pause_reason = "the disk is full";
  status.intercepts = true;
  status.rule_troubles = {{"wrong-secret", 2, 1, true, "broken"}};
  return status;
}

TEST(StatusJson, NamesTheCounters) {
  EXPECT_EQ(
      StatusJson(SomeStatus()),
      R"({"version":"0.1.0","proxy":"127.0.0.1:8888","web":null,)"
      R"("started_at":"1970-01-01T00:00:00.000000Z","connections_accepted":0,"connections_open":0,)"
      R"("exchanges":12,"exchanges_stored":0,"exchanges_lost":0,"dropped_bodies":3,)"
      R"("signatures_checked":0,"signatures_skipped":0,"leaf_certificates":0,"queue_exchanges":0,)"
      R"("queue_bytes":0,"queue_limit_bytes":0,"store_bytes":0,"store_limit_bytes":0,)"
      R"("capture_paused":true,"pause_reason":"the disk is full","intercepts":true,"upstream_insecure":false,)"
      R"("rules_in_trouble":[{"rule":"wrong-secret","failed":2,"overran":1,"cut_off":true,)"
      R"("last_failure":"broken"}]})");
}

TEST(MetricsText, DescribesEachMetric) {
  const std::string text = MetricsText(SomeStatus());
  EXPECT_THAT(text,
              testing::HasSubstr("# HELP osslens_exchanges_total Exchanges that have finished.\n"
                                 "# TYPE osslens_exchanges_total counter\n"
                                 "osslens_exchanges_total 12\n"));
  EXPECT_THAT(text, testing::HasSubstr("\nosslens_capture_paused 1\n"));
  EXPECT_THAT(text, testing::HasSubstr("\nosslens_rule_faults_total{rule=\"wrong-secret\"} 3\n"));
  EXPECT_EQ(text.back(), '\n');
}

}  // namespace
}  // namespace osslens::web
