#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/session.h"
#include "store/record/exchange.h"

namespace osslens::test {

// One command of a session, copied out so that it can be kept and printed.
struct Action {
  enum class Kind { kToClient, kToUpstream, kOther };
  Kind kind = Kind::kOther;
  std::string text;                           // the bytes sent, or the command in words
  std::unique_ptr<store::Exchange> exchange;  // of "record"
};

// Bytes that cannot be printed, in a form that can be compared.
[[nodiscard]] std::string DigestOf(std::string_view bytes);

// Plays the shell of one Session, with a clock that only moves when told to and no socket. It is
// stricter than a real shell: the bytes of each event stand in a buffer of their own that is freed
// once the commands have been read, so that a sanitizer sees every view that is kept too long; and
// it notes each command that a shell could not execute. Single thread.
class SessionRunner {
 public:
  // Both must outlive the runner; `reverse` is null for an app that calls the proxy.
  explicit SessionRunner(const proxy::SessionSettings& settings,
                         const proxy::ReverseTarget* reverse = nullptr);

  // Hands the session one event. Sends to one side that follow each other come out as one action;
  // timers are kept inside.
  [[nodiscard]] std::vector<Action> Feed(const proxy::Event& event);
  // Lets time pass and fires the timer as often as it comes due.
  [[nodiscard]] std::vector<Action> Wait(std::chrono::milliseconds duration,
                                         proxy::TimerFired fired = {});

  [[nodiscard]] bool is_closed() const { return closed_; }
  // An OpenUpstream waits for its answer; `may_reuse` is what it said.
  [[nodiscard]] bool is_opening() const { return upstream_ == Upstream::kOpening; }
  [[nodiscard]] bool may_reuse() const { return may_reuse_; }
  // A StartUpstreamTls, or a StartClientTls, waits for its answer.
  [[nodiscard]] bool is_securing_upstream() const { return securing_upstream_; }
  [[nodiscard]] bool is_securing_client() const { return securing_client_; }
  [[nodiscard]] bool is_upstream_open() const { return upstream_ == Upstream::kOpen; }
  [[nodiscard]] bool is_client_paused() const { return client_paused_; }
  [[nodiscard]] size_t records() const { return records_; }
  // What no session may do, in words; empty when it behaved.
  [[nodiscard]] const std::vector<std::string>& violations() const { return violations_; }

 private:
  enum class Upstream { kNone, kOpening, kOpen };

  void Observe(const proxy::Event& event);
  void Take(proxy::Command& command, std::vector<Action>& out);
  void Take(const proxy::SendToClient& command, std::vector<Action>& out);
  void Take(const proxy::SendUpstream& command, std::vector<Action>& out);
  void Take(const proxy::OpenUpstream& command, std::vector<Action>& out);
  void Take(const proxy::StartUpstreamTls& command, std::vector<Action>& out);
  void Take(const proxy::StartClientTls& command, std::vector<Action>& out);
  void Take(const proxy::ReleaseUpstream& command, std::vector<Action>& out);
  void Take(const proxy::CloseUpstream& command, std::vector<Action>& out);
  void Take(const proxy::EndUpstream& command, std::vector<Action>& out);
  void Take(const proxy::EndClient& command, std::vector<Action>& out);
  void Take(const proxy::SetClientReading& command, std::vector<Action>& out);
  void Take(const proxy::SetTimer& command, std::vector<Action>& out);
  void Take(proxy::Record& command, std::vector<Action>& out);
  void Take(const proxy::Close& command, std::vector<Action>& out);
  void LeaveUpstream(const char* how, std::vector<Action>& out);
  void Require(bool condition, const char* sentence);

  proxy::Session session_;
  const bool records_all_;
  proxy::Commands commands_;
  proxy::Instant now_;
  std::optional<SteadyTime> timer_due_;
  std::vector<std::string> violations_;
  Upstream upstream_ = Upstream::kNone;
  bool closed_ = false;
  bool securing_upstream_ = false;
  bool securing_client_ = false;
  bool may_reuse_ = false;
  bool client_paused_ = false;
  bool client_ended_ = false;    // by EndClient
  bool upstream_ended_ = false;  // by EndUpstream
  bool was_lost_ = false;        // the connection upstream ended before its request was recorded
  bool unrecorded_ = false;      // a request was opened and has not been recorded
  size_t unrefused_records_ = 0;
  size_t held_bytes_ = 0;  // from the app while a connection was awaited
  size_t records_ = 0;
};

}  // namespace osslens::test
