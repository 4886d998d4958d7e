#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "proxy/net/loop.h"
#include "proxy/net/stream.h"
#include "proxy/net/timer.h"

namespace osslens::proxy {

// Stands in for the connection of an app: gives bytes that are there already, piece by piece as it is read, and never
// ends by itself. What is written to it is dropped, since the record of the exchange has all that anyone looks at. Loop
// thread only.
class ReplayStream final : public net::Stream {
 public:
  ReplayStream(net::Loop& loop, std::string bytes)
      : bytes_(std::move(bytes)), turn_(loop, [this] { Deliver(); }) {}

  void set_listener(net::StreamListener* listener) override { listener_ = listener; }
  void StartReading() override;
  void StopReading() override;
  using Stream::Write;
  void Write(std::span<const std::string_view>) override {}
  [[nodiscard]] size_t queued_bytes() const override { return 0; }
  [[nodiscard]] bool is_above_high_water() const override { return false; }
  void Shutdown() override {}
  void Reset() override { StopReading(); }
  [[nodiscard]] net::SocketAddress local_address() const override { return {}; }
  [[nodiscard]] net::SocketAddress peer_address() const override { return {}; }

 private:
  void Finish(std::unique_ptr<Stream>, std::chrono::milliseconds) override {}
  void Deliver();

  const std::string bytes_;
  size_t given_bytes_ = 0;
  net::StreamListener* listener_ = nullptr;
  net::Timer turn_;
};

}  // namespace osslens::proxy
