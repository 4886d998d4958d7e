#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/session_event.h"
#include "proxy/session_settings.h"
#include "store/record/exchange.h"
#include "tests/support/session_runner.h"

namespace osslens::test {

// Fields of a recorded exchange and what they must be, by the names that the table in playbook.cc
// lists. Line ends and other bytes that do not print are written as in C.
using RecordedFields = std::vector<std::pair<std::string, std::string>>;

// A script for a Session: what happens, and what the session must do about it, in order.
//
//   Playbook book;
//   book.FromClient("GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n").Opens("h:80 or reuse");
//   book.UpstreamOpens().ToUpstream("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
//   ...
//   book.Run();
//
// Run() plays it as written, then with the bytes of each event one by one, then with one event cut
// in two, at every offset of every event. As written, the order of all commands must be the one of
// the script; cut, each event must give the same bytes to each side and the same other commands.
// A failure prints both scripts as a difference. A playbook that is never run fails the test.
class Playbook {
 public:
  // With `reverse` the app calls an address of --reverse.
  explicit Playbook(proxy::SessionSettings settings = {},
                    std::optional<proxy::ReverseTarget> reverse = std::nullopt);
  ~Playbook();
  Playbook(const Playbook&) = delete;
  Playbook& operator=(const Playbook&) = delete;

  // --- what happens
  Playbook& FromClient(std::string bytes);
  Playbook& ClientEnds();
  Playbook& ClientFails(std::string reason = "connection reset by peer");
  // With 2 ms of name resolution and 3 ms of connecting when it is a new connection.
  Playbook& UpstreamOpens();
  Playbook& UpstreamIsReused();
  Playbook& UpstreamDoesNotOpen(store::FailureKind kind, std::string reason);
  Playbook& UpstreamIsSecured();
  Playbook& ClientIsSecured();
  Playbook& ClientDistrustsUs(std::string reason);
  Playbook& FromUpstream(std::string bytes);
  Playbook& UpstreamEnds();
  Playbook& UpstreamFails(std::string reason = "connection reset by peer");
  // `fired` says how it looks whenever the timer fires meanwhile.
  Playbook& Wait(std::chrono::milliseconds duration, proxy::TimerFired fired = {});
  Playbook& ShutDown();

  // --- what the session must do about it
  Playbook& ToClient(std::string_view bytes);
  Playbook& ToUpstream(std::string_view bytes);
  // "host:port" with "or reuse" and the purpose in brackets behind it, where they apply.
  Playbook& Opens(std::string_view where);
  Playbook& SecuresUpstream(std::string_view name);
  Playbook& SecuresClient(std::string_view name, std::string_view received);
  Playbook& ReleasesUpstream();
  Playbook& ClosesUpstream();
  Playbook& EndsUpstream();
  Playbook& EndsClient();
  Playbook& PausesClient();
  Playbook& ResumesClient();
  Playbook& Records(RecordedFields fields);
  Playbook& Closes();
  Playbook& Aborts();

  // Leaves out the cut runs, for bytes by the tens of thousands.
  Playbook& WithoutCuts();
  // Leaves out both, for what bytes mean only together.
  Playbook& AsWrittenOnly();

  void Run();

 private:
  struct Step;
  enum class Mode { kAsWritten, kByteByByte, kCut };
  struct Cut {
    Mode mode = Mode::kAsWritten;
    size_t step = 0, offset = 0;  // with kCut
  };

  Playbook& Happens(std::string title, proxy::Event event, std::string bytes = {});
  Playbook& Expects(std::string command);
  Playbook& Expects(Action::Kind kind, std::string_view bytes);
  [[nodiscard]] bool PlaysWell(const Cut& cut) const;
  [[nodiscard]] std::vector<Action> Play(SessionRunner& runner, size_t step, const Cut& cut) const;
  [[nodiscard]] std::vector<std::string> ExpectedLines(bool in_order) const;
  [[nodiscard]] std::vector<std::string> ActualLines(SessionRunner& runner, const Cut& cut) const;

  const proxy::SessionSettings settings_;
  const std::optional<proxy::ReverseTarget> reverse_;
  std::vector<Step> steps_;
  std::vector<RecordedFields> records_;
  bool byte_by_byte_ = true, with_cuts_ = true;
  bool was_run_ = false;
};

// `bytes` as a C string literal would have them, for messages and for RecordedFields.
[[nodiscard]] std::string Printable(std::string_view bytes);

// "+ " before lines that only `actual` has, "- " before lines that only `expected` has.
[[nodiscard]] std::string DifferenceOf(const std::vector<std::string>& expected,
                                       const std::vector<std::string>& actual);

}  // namespace osslens::test
