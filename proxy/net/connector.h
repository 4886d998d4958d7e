#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "proxy/net/address.h"
#include "proxy/net/loop.h"
#include "proxy/net/net_error.h"
#include "proxy/net/tcp_stream.h"
#include "proxy/net/timer.h"

namespace osslens::net {

struct Connection {
  std::unique_ptr<TcpStream> stream;
  SocketAddress address;
  Microseconds elapsed{0};  // since the Connector was made
};

struct ConnectOptions {
  std::chrono::milliseconds total_limit{10'000};
  // How long one address may be silent before the next is tried beside it: the Connection Attempt
  // Delay that RFC 8305, section 5, recommends.
  std::chrono::milliseconds attempt_delay{250};
};

// Connects to the first of some addresses that answers, in the manner of RFC 8305: each further one
// is tried when the one before has failed or been silent for a while. Loop thread only. Destroying
// it cancels without a callback.
class Connector {
 public:
  // Called once, never from the constructor; may destroy the connector.
  using Callback = std::function<void(NetResult<Connection>)>;

  // `host` is only for the error's sentence. No address at all is an error as well.
  Connector(Loop& loop, std::string host, std::vector<SocketAddress> addresses,
            const ConnectOptions& options, Callback callback);
  ~Connector();
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;

 private:
  friend struct ConnectCallbacks;
  struct Attempt {
    size_t index = 0;  // into addresses_
    Handle<uv_tcp_s> handle;
  };

  void TryNext();
  [[nodiscard]] int Dial(Attempt& attempt);
  void HandleConnected(const uv_tcp_s* handle, int status);
  void AddFailure(size_t index, int status);
  void Succeed(Attempt attempt);
  void FailAll(bool timed_out);

  Loop& loop_;
  std::string host_;
  std::vector<SocketAddress> addresses_;
  ConnectOptions options_;
  Callback callback_;
  SteadyTime started_;
  size_t next_ = 0;
  std::vector<Attempt> attempts_;
  std::optional<NetErrorKind> first_failure_;
  std::string failures_;
  Timer next_timer_;
  Timer total_timer_;
};

}  // namespace osslens::net
