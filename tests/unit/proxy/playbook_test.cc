// The playbook itself must be able to fail.
#include "tests/support/playbook.h"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "tests/unit/proxy/session_fixture.h"

namespace osslens::proxy {
namespace {

using test::Playbook;

constexpr const char* kRequest = "GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n";

TEST(Playbook, FailsWhenItIsNeverRun) {
  EXPECT_NONFATAL_FAILURE(
      {
        Playbook book(OssSettings());
        book.FromClient("");
      },
      "a playbook of 1 events was never run");
}

TEST(Playbook, FailsOnACommandThatIsNotInTheScript) {
  EXPECT_NONFATAL_FAILURE(
      {
        Playbook book(OssSettings());
        book.FromClient(kRequest);
        book.Run();
      },
      "  client sends\n+    open h:80 or reuse\n");
}

TEST(Playbook, FailsOnACommandThatDoesNotCome) {
  EXPECT_NONFATAL_FAILURE(
      {
        Playbook book(OssSettings());
        book.FromClient(kRequest).Opens("h:80 or reuse").Closes();
        book.Run();
      },
      "     open h:80 or reuse\n-    close\n");
}

TEST(Playbook, FailsOnOneOtherByte) {
  EXPECT_NONFATAL_FAILURE(
      {
        Playbook book(OssSettings());
        book.FromClient(kRequest).Opens("h:80 or reuse");
        book.UpstreamOpens().ToUpstream("GET / HTTP/1.1\r\nHost:  h\r\n\r\n");
        book.Run();
      },
      "-    to upstream \"Host:  h\\r\\n\"\n+    to upstream \"Host: h\\r\\n\"\n");
}

TEST(Playbook, FailsOnARecordWithAnotherField) {
  EXPECT_NONFATAL_FAILURE(
      {
        Playbook book(OssSettings());
        book.FromClient(kRequest).Opens("h:80 or reuse");
        book.ClientFails().Records({{"failure", "none"}}).Aborts();
        book.Run();
      },
      "-    record | failure: none\n+    record | failure: client-abort\n");
}

TEST(Playbook, FailsOnAFieldThatNoRecordHas) {
  EXPECT_NONFATAL_FAILURE(
      {
        Playbook book(OssSettings());
        book.FromClient(kRequest).Opens("h:80 or reuse");
        book.ClientFails().Records({{"colour", "red"}}).Aborts();
        book.Run();
      },
      "NO SUCH FIELD");
}

TEST(Playbook, FailsOnAnEventBehindTheEnd) {
  EXPECT_NONFATAL_FAILURE(
      {
        Playbook book(OssSettings());
        book.ClientEnds().Closes();
        book.FromClient(kRequest);
        book.Run();
      },
      "an event after the session had closed");
}

}  // namespace
}  // namespace osslens::proxy
