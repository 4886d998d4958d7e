#include "tests/support/session_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <type_traits>
#include <utility>
#include <variant>

namespace osslens::test {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kBegin{Microseconds{1'715'761'812'000'000}};  // 2024-05-15T08:30:12Z

// What a session may hold of an app that it has not told to stop: its limit and one more event.
constexpr size_t kHeldLimitBytes = 64 * 1024;
constexpr int kMostTimersInOneWait = 100;

// The bytes of one event on the heap, to the byte.
class EventBytes {
 public:
  explicit EventBytes(std::string_view bytes)
      : bytes_(bytes.empty() ? nullptr : std::make_unique<char[]>(bytes.size())),
        size_bytes_(bytes.size()) {
    std::ranges::copy(bytes, bytes_.get());
  }
  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_bytes_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  size_t size_bytes_;
};

std::string_view BytesOf(const proxy::Event& event) {
  if (const auto* client = std::get_if<proxy::ClientBytes>(&event)) return client->bytes;
  if (const auto* upstream = std::get_if<proxy::UpstreamBytes>(&event)) return upstream->bytes;
  return {};
}

proxy::Event WithBytes(const proxy::Event& event, std::string_view bytes) {
  if (std::holds_alternative<proxy::ClientBytes>(event)) return proxy::ClientBytes{bytes};
  if (std::holds_alternative<proxy::UpstreamBytes>(event)) return proxy::UpstreamBytes{bytes};
  return event;
}

void Append(Action::Kind kind, std::string_view bytes, std::vector<Action>& out) {
  if (out.empty() || out.back().kind != kind) out.push_back({kind, {}, nullptr});
  out.back().text.append(bytes);
}

void Say(std::string text, std::vector<Action>& out) {
  out.push_back({Action::Kind::kOther, std::move(text), nullptr});
}

}  // namespace

std::string DigestOf(std::string_view bytes) {
  return fmt::format("{} bytes, hash {:x}", bytes.size(), std::hash<std::string_view>{}(bytes));
}

SessionRunner::SessionRunner(const proxy::SessionSettings& settings,
                             const proxy::ReverseTarget* reverse)
    : session_(settings, "127.0.0.1:40000", reverse),
      records_all_(settings.capture_scope == proxy::CaptureScope::kAll),
      now_{SteadyTime{} + 1h, kBegin} {}

std::vector<Action> SessionRunner::Feed(const proxy::Event& event) {
  std::vector<Action> actions;
  Require(!closed_, "an event after the session had closed");
  if (closed_) return actions;
  Observe(event);
  commands_.clear();
  const EventBytes bytes(BytesOf(event));
  session_.Handle(WithBytes(event, bytes.view()), now_, commands_);
  for (proxy::Command& command : commands_) Take(command, actions);
  Require(held_bytes_ <= kHeldLimitBytes + bytes.view().size() || client_paused_ || closed_,
          "it holds more than its limit and has not paused the app");
  return actions;
}

std::vector<Action> SessionRunner::Wait(std::chrono::milliseconds duration,
                                        proxy::TimerFired fired_with) {
  const proxy::Instant until{now_.steady + duration, now_.wall + duration};
  std::vector<Action> actions;
  for (int fired = 0; !closed_ && timer_due_ && *timer_due_ <= until.steady; ++fired) {
    if (fired == kMostTimersInOneWait) {
      Require(false, "its timer fires without end");
      break;
    }
    const auto step = std::max(*timer_due_ - now_.steady, SteadyTime::duration{0});
    now_ = {now_.steady + step, now_.wall + std::chrono::duration_cast<Microseconds>(step)};
    timer_due_.reset();
    for (Action& action : Feed(fired_with)) actions.push_back(std::move(action));
  }
  now_ = until;
  return actions;
}

// What the shell knows from the event itself.
void SessionRunner::Observe(const proxy::Event& event) {
  if (std::holds_alternative<proxy::UpstreamOpened>(event)) {
    upstream_ = Upstream::kOpen;
    upstream_ended_ = false;
    held_bytes_ = 0;
  } else if (std::holds_alternative<proxy::UpstreamNotOpened>(event)) {
    upstream_ = Upstream::kNone;
  } else if (std::holds_alternative<proxy::UpstreamEnded>(event) ||
             std::holds_alternative<proxy::UpstreamFailed>(event)) {
    was_lost_ = true;
    securing_upstream_ = false;
  } else if (std::holds_alternative<proxy::UpstreamSecured>(event)) {
    securing_upstream_ = false;
    held_bytes_ = 0;
  } else if (std::holds_alternative<proxy::ClientSecured>(event) ||
             std::holds_alternative<proxy::ClientFailed>(event)) {
    securing_client_ = false;
  } else if (is_opening() || securing_upstream_) {
    held_bytes_ += BytesOf(event).size();
  }
}

void SessionRunner::Take(proxy::Command& command, std::vector<Action>& out) {
  Require(!closed_, "a command behind Close");
  std::visit([this, &out](auto& one) { Take(one, out); }, command);
}

void SessionRunner::Take(const proxy::SendToClient& command, std::vector<Action>& out) {
  Require(!client_ended_, "SendToClient behind EndClient");
  Require(!securing_client_, "SendToClient before TLS with the app is set up");
  Append(Action::Kind::kToClient, command.bytes, out);
}

void SessionRunner::Take(const proxy::SendUpstream& command, std::vector<Action>& out) {
  Require(is_upstream_open(), "SendUpstream without a connection");
  Require(!upstream_ended_, "SendUpstream behind EndUpstream");
  Require(!securing_upstream_, "SendUpstream before TLS with the server is set up");
  Append(Action::Kind::kToUpstream, command.bytes, out);
}

void SessionRunner::Take(const proxy::OpenUpstream& command, std::vector<Action>& out) {
  Require(upstream_ == Upstream::kNone, "OpenUpstream while there is a connection");
  Require(!unrecorded_ || was_lost_ || !records_all_,
          "OpenUpstream before the last request was recorded");
  upstream_ = Upstream::kOpening;
  may_reuse_ = command.may_reuse;
  unrecorded_ = true;
  was_lost_ = false;
  Say(fmt::format("open {}{}{}", ToText(command.authority), command.may_reuse ? " or reuse" : "",
                  command.purpose.empty() ? "" : fmt::format(" ({})", command.purpose)),
      out);
}

void SessionRunner::Take(const proxy::StartUpstreamTls& command, std::vector<Action>& out) {
  Require(is_upstream_open() && !upstream_ended_ && !securing_upstream_,
          "StartUpstreamTls without an open connection");
  securing_upstream_ = true;
  Say(fmt::format("secure upstream as {}", command.server_name), out);
}

void SessionRunner::Take(const proxy::StartClientTls& command, std::vector<Action>& out) {
  Require(!client_ended_ && !securing_client_, "StartClientTls without a connection");
  Require(upstream_ == Upstream::kNone, "StartClientTls while there is a connection upstream");
  securing_client_ = true;
  unrecorded_ = false;  // the CONNECT becomes no exchange
  Say(fmt::format("secure client as {} from {}", command.server_name, DigestOf(command.received)),
      out);
}

void SessionRunner::LeaveUpstream(const char* how, std::vector<Action>& out) {
  Require(is_upstream_open(), "a connection that is not there is let go");
  upstream_ = Upstream::kNone;
  securing_upstream_ = false;
  Say(how, out);
}

void SessionRunner::Take(const proxy::ReleaseUpstream&, std::vector<Action>& out) {
  Require(!upstream_ended_, "ReleaseUpstream behind EndUpstream");
  LeaveUpstream("release upstream", out);
}

void SessionRunner::Take(const proxy::CloseUpstream&, std::vector<Action>& out) {
  LeaveUpstream("close upstream", out);
}

void SessionRunner::Take(const proxy::EndUpstream&, std::vector<Action>& out) {
  Require(is_upstream_open() && !upstream_ended_, "EndUpstream without an open connection");
  upstream_ended_ = true;
  Say("end upstream", out);
}

void SessionRunner::Take(const proxy::EndClient&, std::vector<Action>& out) {
  Require(!client_ended_, "EndClient twice");
  client_ended_ = true;
  Say("end client", out);
}

void SessionRunner::Take(const proxy::SetClientReading& command, std::vector<Action>& out) {
  Require(command.on == client_paused_, "SetClientReading changes nothing");
  client_paused_ = !command.on;
  Say(command.on ? "resume client" : "pause client", out);
}

void SessionRunner::Take(const proxy::SetTimer& command, std::vector<Action>&) {
  Require(command.delay >= 0ms, "SetTimer with a negative delay");
  timer_due_ = now_.steady + command.delay;
}

// One record a request: either it was opened before, or it was refused, which closes the session.
void SessionRunner::Take(proxy::Record& command, std::vector<Action>& out) {
  Require(command.exchange != nullptr, "Record without an exchange");
  if (!unrecorded_) ++unrefused_records_;
  Require(unrefused_records_ <= 1, "more records than requests");
  unrecorded_ = false;
  ++records_;
  out.push_back({Action::Kind::kOther, "record", std::move(command.exchange)});
}

void SessionRunner::Take(const proxy::Close& command, std::vector<Action>& out) {
  Require(!unrecorded_ || !records_all_, "Close before the last request was recorded");
  closed_ = true;
  Say(command.abort ? "abort" : "close", out);
}

void SessionRunner::Require(bool condition, const char* sentence) {
  if (!condition) violations_.emplace_back(sentence);
}

}  // namespace osslens::test
