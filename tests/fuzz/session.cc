// Random lives of a session: bytes of both sides cut anywhere, connections that open, fail and are
// reused, ends and resets at any moment, time that passes, shutting down. The runner stands for the
// shell and notes every command that a shell could not execute; a sanitizer sees views that are
// kept too long.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/session_settings.h"
#include "tests/support/session_runner.h"

namespace osslens {
namespace {

using test::Action;
using test::SessionRunner;

// A ClientHello for b.aliyuncs.com, as short as it can be.
constexpr std::string_view kHello(
    "\x16\x03\x01\x00\x46\x01\x00\x00\x42\x03\x03"
    "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"
    "\x00\x00\x02\x13\x01\x01\x00\x00\x17\x00\x00\x00\x13\x00\x11\x00\x00\x0e"
    "b.aliyuncs.com",
    75);

// Pieces that random bytes would hardly ever form.
constexpr std::array<std::string_view, 27> kClientPieces = {
    "GET http://b.aliyuncs.com/k?a=b HTTP/1.1\r\nHost: b.aliyuncs.com\r\n\r\n",
    "HEAD http://h/ HTTP/1.1\r\nHost: h\r\nProxy-Authorization: Basic dTpw\r\n\r\n",
    "PUT http://h/ HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n",
    "PUT http://h/ HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello",
    "PUT http://h/ HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\nExpect: 100-continue\r\n\r\n",
    "POST http://h/ HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
    "GET http://h/ HTTP/1.0\r\n\r\n",
    "GET http://h/ HTTP/1.0\r\nConnection: keep-alive, x\r\nx: y\r\n\r\n",
    "GET http://h/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
    "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n",
    "CONNECT b.aliyuncs.com:443 HTTP/1.1\r\nHost: b.aliyuncs.com:443\r\n\r\n",
    "CONNECT 192.0.2.1:443 HTTP/1.1\r\nHost: 192.0.2.1:443\r\n\r\n",
    kHello,
    "GET /k HTTP/1.1\r\nHost: h\r\nUpgrade: x\r\n\r\n",
    "GET https://b.aliyuncs.com/k HTTP/1.1\r\nHost: b.aliyuncs.com\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
    "PUT /b/k?a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\n",
    "GET /k HTTP/1.0\r\nHost: b.localhost:1\r\nConnection: keep-alive\r\n\r\n",
    "PUT http://h/ HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: x\r\n\r\n",
    "GET http://u:p@h/",
    "\r\n",
    "hello",
    "5\r\nhello\r\n",
    "5;a=\"b\"\r\n",
    "0\r\n\r\n",
    "0\r\nT: x\r\n\r\n",
    "zz\r\n"};

constexpr std::array<std::string_view, 19> kUpstreamPieces = {
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
    "HTTP/1.1 204 No Content\r\n\r\n",
    "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nx-oss-request-id: 1\r\n\r\n",
    "HTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 101 Switching\r\n\r\n",
    "HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "HTTP/1.1 2",
    "hello",
    "5\r\nhello\r\n",
    "0\r\n\r\n",
    "0\r\nT: x\r\n\r\n",
    "z\r\n",
    "\r\n"};

// Takes numbers off the front of the input; zeros once it is used up.
class Choices {
 public:
  explicit Choices(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] bool is_empty() const { return bytes_.empty(); }
  uint8_t Next() {
    if (bytes_.empty()) return 0;
    const auto value = static_cast<uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return value;
  }
  std::string_view Bytes(size_t count) {
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view bytes_;
};

proxy::SessionSettings SettingsFrom(uint8_t choice) {
  proxy::SessionSettings settings;
  settings.limits.head_bytes = (choice & 1) != 0 ? 96 : 64 * 1024;
  settings.body_limit_bytes = 8;
  settings.ok_body_limit_bytes = 2;
  if ((choice & 2) != 0) {
    settings.upstream_proxy = {{"proxy.example", 3128},
                               Secret((choice & 4) != 0 ? "Basic eDp5" : "")};
  }
  if ((choice & 8) != 0) settings.proxy_credentials.emplace_back("u:p");
  if ((choice & 16) != 0) settings.capture_scope = proxy::CaptureScope::kOssOnly;
  settings.is_oss_host = [](std::string_view host) { return host.ends_with(".aliyuncs.com"); };
  if ((choice & 32) != 0) settings.is_intercepted = settings.is_oss_host;
  settings.oss_bucket_of = [](std::string_view host) {
    return std::string(host.substr(0, host.find('.')));
  };
  return settings;
}

// A life of one session, as far as the input tells.
class Life {
 public:
  Life(const proxy::SessionSettings& settings, const proxy::ReverseTarget* reverse,
       Choices& choices)
      : runner_(settings, reverse), choices_(choices) {}

  void Live() {
    Check(runner_.Feed(proxy::ClientBytes{}));  // sets the first timer
    while (!choices_.is_empty() && !runner_.is_closed()) Step(choices_.Next());
    // Whatever happened, it must come to an end by itself.
    for (int i = 0; i < 4 && !runner_.is_closed(); ++i) {
      if (runner_.is_opening()) {
        Check(runner_.Feed(proxy::UpstreamNotOpened{store::FailureKind::kDns, "h has no address"}));
      } else {
        Check(runner_.Wait(std::chrono::hours(1)));
      }
    }
    if (!runner_.is_closed()) Fail("it does not end by itself");
  }

 private:
  // What the next byte stands for; an event that cannot happen now is left out.
  void Step(uint8_t choice) {
    switch (choice % 12) {
      case 0:
      case 1:
      case 2:
        return FromClient(Piece(kClientPieces[choices_.Next() % kClientPieces.size()]));
      case 3:
        return FromClient(choices_.Bytes(choices_.Next() % 32U));
      case 4:
      case 5:
        return FromUpstream(Piece(kUpstreamPieces[choices_.Next() % kUpstreamPieces.size()]));
      case 6:
        return FromUpstream(choices_.Bytes(choices_.Next() % 32U));
      case 7:
      case 8:
        return Answer(choices_.Next());
      case 9:
        return Check(runner_.Wait(std::chrono::milliseconds(choices_.Next() * 250)));
      case 10:
        return End(choices_.Next());
      default:
        big_.assign(choices_.Next() * 1024U, 'x');
        return (choice & 64) != 0 ? FromClient(big_) : FromUpstream(big_);
    }
  }

  // The piece, or a part of it.
  std::string_view Piece(std::string_view whole) {
    const uint8_t part = choices_.Next();
    if (part < 128) return whole;
    const size_t middle = part % (whole.size() + 1);
    return (part & 1) != 0 ? whole.substr(0, middle) : whole.substr(middle);
  }

  void FromClient(std::string_view bytes) {
    if (client_ended_ || runner_.is_client_paused() || runner_.is_securing_client()) return;
    Check(runner_.Feed(proxy::ClientBytes{bytes}));
  }

  void FromUpstream(std::string_view bytes) {
    if (!runner_.is_upstream_open() || upstream_ended_ || runner_.is_securing_upstream()) return;
    Check(runner_.Feed(proxy::UpstreamBytes{bytes}));
  }

  // The answer to whatever the session waits for.
  void Answer(uint8_t choice) {
    if (runner_.is_securing_client()) {
      if (choice % 4 == 0) return Check(runner_.Feed(proxy::ClientFailed{"no", choice % 8 == 0}));
      tunnel_ = false;  // its bytes are requests again
      return Check(runner_.Feed(proxy::ClientSecured{}));
    }
    if (runner_.is_securing_upstream()) {
      if (choice % 4 == 0) return Check(runner_.Feed(proxy::UpstreamFailed{"no"}));
      return Check(runner_.Feed(proxy::UpstreamSecured{}));
    }
    if (!runner_.is_opening()) return;
    upstream_ended_ = false;
    if (choice % 8 == 0) {
      return Check(runner_.Feed(proxy::UpstreamNotOpened{store::FailureKind::kConnect, "refused"}));
    }
    const bool reused = runner_.may_reuse() && choice % 2 != 0;
    Check(runner_.Feed(proxy::UpstreamOpened{reused, "192.0.2.7:80", std::nullopt, std::nullopt}));
  }

  void End(uint8_t choice) {
    switch (choice % 6) {
      case 0:
        if (client_ended_ || runner_.is_securing_client()) return;
        client_ended_ = true;
        return Check(runner_.Feed(proxy::ClientEnded{}));
      case 1:
        return Check(runner_.Feed(proxy::ClientFailed{"reset", false}));
      case 2:
      case 3:
        if (!runner_.is_upstream_open() || upstream_ended_) return;
        upstream_ended_ = true;
        return Check(runner_.Feed(proxy::UpstreamEnded{}));
      case 4:
        if (!runner_.is_upstream_open()) return;
        upstream_ended_ = true;
        return Check(runner_.Feed(proxy::UpstreamFailed{"reset"}));
      default:
        return Check(runner_.Feed(proxy::ShutDownRequested{}));
    }
  }

  void Check(const std::vector<Action>& actions) {
    for (const Action& action : actions) {
      if (action.exchange) CheckRecord(*action.exchange);
      if (action.kind == Action::Kind::kToClient) CheckAnswer(action.text);
    }
    for (const std::string& violation : runner_.violations()) Fail(violation);
  }

  // An answer of osslens itself ends the connection and never stands among the bytes of a tunnel.
  void CheckAnswer(const std::string& text) {
    if (text.find("X-Osslens-Error: ") != std::string::npos) {
      if (tunnel_) Fail("it speaks inside a tunnel");
      if (!runner_.is_closed()) Fail("it goes on after an answer of its own");
    }
    if (text.find(" Connection established\r\n") != std::string::npos) tunnel_ = true;
  }

  static void CheckRecord(const store::Exchange& exchange) {
    for (const store::Body* body : {&exchange.request.body, &exchange.response.body}) {
      const bool own = exchange.answered_by_proxy && body == &exchange.response.body;
      if (!own && body->bytes.size() > 8) Fail("more of a body is kept than its limit");
      if (body->bytes.size() > body->total_bytes && !own) Fail("more is kept than passed");
    }
    for (const std::string* head : {&exchange.request.head, &exchange.forwarded_head}) {
      if (head->find("Basic eDp5") != std::string::npos) Fail("a password is recorded");
    }
  }

  [[noreturn]] static void Fail(const std::string& sentence) {
    std::fprintf(stderr, "the session breaks its contract: %s\n", sentence.c_str());
    std::abort();
  }

  SessionRunner runner_;
  Choices& choices_;
  std::string big_;
  bool client_ended_ = false;
  bool upstream_ended_ = false;
  bool tunnel_ = false;
};

}  // namespace
}  // namespace osslens

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  osslens::Choices choices({reinterpret_cast<const char*>(data), size});
  const uint8_t choice = choices.Next();
  const osslens::proxy::SessionSettings settings = osslens::SettingsFrom(choice);
  const osslens::proxy::ReverseTarget reverse{{"oss.aliyuncs.com", 80}, (choice & 128) != 0};
  osslens::Life(settings, (choice & 64) != 0 ? &reverse : nullptr, choices).Live();
  return 0;
}
