#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "proxy/capture_tap.h"
#include "proxy/http/message_reader.h"
#include "proxy/replay_plan.h"
#include "proxy/request_plan.h"
#include "proxy/session_command.h"
#include "proxy/session_event.h"
#include "proxy/session_settings.h"

namespace osslens::proxy {

// The life of one connection from an app, without a socket: events in, commands out. It decides
// what is forwarded, tunnelled or refused, keeps requests and answers in step, and records each
// exchange.
//
//            head complete           opened                      both messages ended
//   kAwaiting ----------> kConnecting ------------> kForwarding ---------------------> kAwaiting
//       |                   |   |  ^ `-> kChaining --^  ^ |                    | cut short
//       | refused           |   |  |        |    `-> kSecuring                 | refused
//       |                   |   |  |        v                                  |
//       |           CONNECT |   `--|----> kTunnel -----------------------------+--> kClosed
//       `-> kOpening -------|------'        ^
//               |   `-------|---------------' neither TLS nor HTTP, or not to be opened
//               `-> kHandshaking -> kAwaiting, now inside the CONNECT
//
// In kForwarding both directions run at once: an answer may begin, and end, before the request has
// been sent whole. kChaining waits for a further proxy's answer to our CONNECT, kSecuring for TLS
// with the server, kOpening for what the app says first inside a CONNECT that may be opened,
// kHandshaking for TLS with the app. Loop thread only; calls nothing but its own parts.
class Session {
 public:
  // `settings` must outlive the session. `reverse` is the server behind the address that the app
  // called; null when it called the proxy. It must outlive the session, too.
  Session(const SessionSettings& settings, std::string client_address,
          const ReverseTarget* reverse = nullptr);
  // A session of one request, which the user sends again: no app is there.
  Session(const SessionSettings& settings, const ReplayTarget& replay);

  // Views in `event` must live until the commands have been executed. Commands are appended to
  // `out`; their views live until the next call. After a Close command the session must not be
  // called again.
  void Handle(const Event& event, Instant now, Commands& out);

  // True while no request is under way, so that the connection can be closed without loss.
  [[nodiscard]] bool is_idle() const { return state_ == State::kAwaiting && request_.is_idle(); }

 private:
  enum class State {
    kAwaiting,
    kConnecting,
    kChaining,
    kSecuring,
    kForwarding,
    kOpening,
    kHandshaking,
    kTunnel,
    kClosed
  };

  void On(const ClientBytes& event);
  void On(const ClientEnded& event);
  void On(const ClientFailed& event);
  void On(const ClientSecured& event);
  void On(const UpstreamOpened& event);
  void On(const UpstreamNotOpened& event);
  void On(const UpstreamSecured& event);
  void On(const UpstreamBytes& event);
  void On(const UpstreamEnded& event);
  void On(const UpstreamFailed& event);
  void On(const TimerFired& event);
  void On(const ShutDownRequested& event);

  // From the app.
  void ReadRequest(std::string_view bytes);
  void Hold(std::string_view bytes);
  void ReadHeld();
  void BeginExchange();
  void Begin(ForwardPlan plan);
  void Begin(TunnelPlan plan);
  void Begin(const RefusalPlan& plan);
  void OnRequestBody(std::string_view wire);
  void OnRequestEnd();
  void OnRequestUnreadable();
  void BeginUnreadable();
  void EndAwaiting();
  void BeginRecord();
  void Take(RequestAim aim);
  [[nodiscard]] RequestAim Aim() const;
  [[nodiscard]] store::ExchangeKind Kind() const;
  [[nodiscard]] RequestPlan Plan(std::string_view raw, const http::RequestHead& head) const;

  // What an app says inside a CONNECT (session_inside.cc).
  [[nodiscard]] bool may_be_opened() const;
  void AnswerConnect();
  void DecideOpening();
  void OpenTls(std::string name);
  void OpenPlain();
  void PassBlind();
  void EnterTunnel();
  void ResumeClient();
  void OnClientNotSecured(const ClientFailed& event);
  void RecordDistrust(const std::string& what);
  void RememberAgent(const http::Fields& fields);
  [[nodiscard]] std::string AdviceOnTrust() const;
  [[nodiscard]] std::string_view client_machine() const;
  [[nodiscard]] bool left_without_a_request() const;

  // From the server.
  void OnServerReached();
  void AskFurtherProxy();
  void BeginForwarding();
  void OnNotSecured(const std::string& reason);
  void ReadResponse(std::string_view bytes);
  void OnResponseHead(std::string_view taken);
  void OnResponseBody(std::string_view wire);
  void OnResponseEnd();
  void OnResponseUnreadable(const std::string& sentence);
  void OnUpstreamGone(bool reset, const std::string& reason);
  [[nodiscard]] bool Retry();
  void OnChainedReply();
  void OnCredentialsRefused();
  void EstablishTunnel();

  // Ends.
  void FinishExchange();
  void RecordExchange();
  void Refuse(int status, store::FailureKind kind, const std::string& reason);
  void Abort(store::FailureKind kind, std::string message);
  void FinishTunnel();
  void DropUpstream();
  void CloseNow(bool abort);

  // Time.
  [[nodiscard]] std::optional<SteadyTime> Deadline() const;
  void ArmTimer();
  void OnDeadline(bool upstream_is_full);

  // Made in place: GCC 12 takes the moved variant for uninitialised once sanitizers are on.
  template <class C>
  void Emit(C command) {
    out_->emplace_back(std::in_place_type<C>, std::move(command));
  }
  void Open(bool may_reuse);
  [[nodiscard]] bool is_chained() const;
  [[nodiscard]] std::string Purpose() const;
  // A CONNECT that was answered: nothing of ours may come among its bytes.
  [[nodiscard]] bool is_tunnelling() const { return method_ == "CONNECT" && response_begun_; }
  [[nodiscard]] std::string PeerName() const;

  const SessionSettings& settings_;
  const ReverseTarget* const reverse_;
  const std::optional<ReplayTarget> replay_of_;
  http::MessageReader request_;
  http::MessageReader response_;
  CaptureTap tap_;
  State state_ = State::kAwaiting;

  // Of the call of Handle that is running.
  Commands* out_ = nullptr;
  Instant now_;

  // Of the connection.
  SteadyTime last_activity_;
  SteadyTime awaiting_since_;
  std::optional<SteadyTime> timer_due_;
  std::optional<SteadyTime> client_ended_;
  SteadyTime securing_since_;  // since when TLS is being set up, with either side
  bool shutting_down_ = false;
  bool is_first_ = true;  // no request has ended yet
  bool client_reading_ = true;
  bool client_is_full_ = false;  // when the timer fired last, and nothing was sent to it since
  std::string
      held_;  // bytes of the app that cannot be read yet: body while connecting, pipelined requests
  std::string reading_;  // what ReadHeld() is at; commands may point into it

  // Of a CONNECT on it.
  std::optional<Inside> inside_;  // once it was opened
  bool looked_ = false;           // what the app says inside was looked at, and left alone
  std::string connect_head_, user_agent_;
  Instant connect_began_;
  std::optional<SteadyTime> secured_at_;  // TLS with the app; until its first request

  // Of the exchange.
  http::Authority authority_;  // empty when the request does not tell
  http::Authority dialled_;    // mostly the same
  std::string tls_name_;       // of the server; empty: no TLS
  bool is_tunnelled_ = false;  // a further proxy is asked for a tunnel to it
  bool is_verbatim_ = false;
  Instant head_began_;
  std::string head_;    // as written upstream
  std::string replay_;  // body bytes that were sent behind it on a reused connection
  std::string method_;
  int client_minor_version_ = 1;
  // Bytes that commands point to: a request or answer of our own, and a head that came in pieces.
  std::string own_bytes_, joined_head_;
  bool may_replay_ = false;
  bool upstream_open_ = false;
  bool upstream_reused_ = false;
  bool upstream_reusable_ = false;
  bool keep_client_ = false;
  bool may_upgrade_ = false;      // the app asks for another protocol inside a CONNECT
  bool awaits_continue_ = false;  // the app may wait for a 100 before it sends its body
  bool request_done_ = false;
  bool response_begun_ = false;
  std::optional<SteadyTime> response_done_;
  bool upstream_ended_ = false;  // tunnels only: the server closed its sending side
};

}  // namespace osslens::proxy
