// Load for the TLS benchmark: osslens_tls_load kept|full|resumed CONNECTIONS SECONDS HOST PORT connect|direct
//
// Each connection is a thread with a blocking socket on 127.0.0.1:PORT. `connect` asks for a tunnel to HOST:443 first, as
// clients of a proxy do. `kept` sends all requests over one connection; `full` and `resumed` make a new one for each, with
// or without the session of the last. Prints one line of JSON. Certificates are not verified: the proxies are measured.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Job {
  std::string_view kind;
  std::string host;
  uint16_t port;
  bool through_tunnel;
  Clock::time_point end;
};

struct Count {
  std::vector<double> milliseconds;  // one a request
  size_t resumed = 0;
};

struct SslFree {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
struct ContextFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct SessionFree {
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using Ssl = std::unique_ptr<SSL, SslFree>;
using Session = std::unique_ptr<SSL_SESSION, SessionFree>;

[[noreturn]] void Fail(std::string_view what) {
  std::cerr << "osslens_tls_load: " << what << "\n";
  std::exit(1);
}

class Socket {
 public:
  explicit Socket(uint16_t port) : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // A reset at the end, so that thousands of closed connections do not use up the ports.
    const linger reset{.l_onoff = 1, .l_linger = 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    if (connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      Fail("cannot connect");
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() { close(descriptor_); }

  [[nodiscard]] int descriptor() const { return descriptor_; }

  void OpenTunnel(const std::string& host) const {
    const std::string ask = "CONNECT " + host + ":443 HTTP/1.1\r\nHost: " + host + ":443\r\n\r\n";
    if (send(descriptor_, ask.data(), ask.size(), 0) != static_cast<ssize_t>(ask.size()))
      Fail("cannot send the CONNECT");
    std::string answer;
    char byte = 0;
    while (!answer.ends_with("\r\n\r\n") && recv(descriptor_, &byte, 1, 0) == 1) answer += byte;
    if (!answer.starts_with("HTTP/1.1 200")) Fail("the tunnel was refused");
  }

 private:
  int descriptor_;
};

// Keeps the last session that the server gave to the thread.
int KeepSession(SSL* ssl, SSL_SESSION* session) {
  static_cast<Session*>(SSL_get_app_data(ssl))->reset(session);
  return 1;
}

class Connection {
 public:
  Connection(const Job& job, SSL_CTX& context, Session& session) : socket_(job.port) {
    if (job.through_tunnel) socket_.OpenTunnel(job.host);
    ssl_.reset(SSL_new(&context));
    SSL_set_app_data(ssl_.get(), &session);
    SSL_set_fd(ssl_.get(), socket_.descriptor());
    SSL_set_tlsext_host_name(ssl_.get(), job.host.c_str());
    if (job.kind == "resumed" && session) SSL_set_session(ssl_.get(), session.get());
    if (SSL_connect(ssl_.get()) != 1) Fail("the handshake failed");
  }

  [[nodiscard]] bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }

  void Get(const std::string& host) {
    const std::string request = "GET /kib HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    if (SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size())) <= 0)
      Fail("cannot send a request");
    std::string answer;
    size_t whole = std::string::npos;
    while (answer.size() < whole) {
      char buffer[16 * 1024];
      const int bytes = SSL_read(ssl_.get(), buffer, sizeof buffer);
      if (bytes <= 0) Fail("the answer ended early");
      answer.append(buffer, static_cast<size_t>(bytes));
      const size_t head = answer.find("\r\n\r\n");
      if (head != std::string::npos) whole = head + 4 + 1024;
    }
    if (!answer.starts_with("HTTP/1.1 200")) Fail("an answer was no 200");
  }

 private:
  Socket socket_;
  Ssl ssl_;
};

Count Work(const Job& job) {
  const std::unique_ptr<SSL_CTX, ContextFree> context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context.get(), KeepSession);
  Session session;
  Count count;
  std::unique_ptr<Connection> connection;
  while (Clock::now() < job.end) {
    const auto begin = Clock::now();
    if (!connection || job.kind != "kept") {
      connection = std::make_unique<Connection>(job, *context, session);
      count.resumed += connection->resumed() ? 1 : 0;
    }
    connection->Get(job.host);
    count.milliseconds.push_back(
        std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) Fail("kept|full|resumed CONNECTIONS SECONDS HOST PORT connect|direct");
  const auto seconds = std::atoi(argv[3]);
  const Job job{.kind = argv[1],
                .host = argv[4],
                .port = static_cast<uint16_t>(std::atoi(argv[5])),
                .through_tunnel = std::string_view(argv[6]) == "connect",
                .end = Clock::now() + std::chrono::seconds(seconds)};
  std::vector<Count> counts(static_cast<size_t>(std::atoi(argv[2])));
  {
    std::vector<std::jthread> threads;
    for (Count& count : counts) threads.emplace_back([&] { count = Work(job); });
  }
  std::vector<double> all;
  size_t resumed = 0;
  for (const Count& count : counts) {
    std::ranges::copy(count.milliseconds, std::back_inserter(all));
    resumed += count.resumed;
  }
  if (all.empty()) Fail("not one request was answered");
  std::ranges::sort(all);
  std::cout << "{\"requests\":" << all.size() << ",\"seconds\":" << seconds
            << ",\"p99_ms\":" << all[all.size() * 99 / 100] << ",\"resumed\":" << resumed << "}\n";
}
