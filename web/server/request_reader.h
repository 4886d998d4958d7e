#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "proxy/http/message_reader.h"
#include "web/server/request.h"

namespace osslens::web {

struct RequestLimits {
  size_t head_bytes = 32 * 1024;
  size_t body_bytes = 16 * 1024;  // of a call that takes no body; it is read and forgotten
  size_t taken_body_bytes = size_t{3} << 20;  // of one that does, such as 2 MiB in base64
};

// A request that cannot be answered as asked; the connection ends after the answer.
struct Refusal {
  int status = 400;
  std::string message;
};

// Reads requests one after another from the bytes of a connection; no socket, no clock.
class RequestReader {
 public:
  using Outcome = std::variant<std::monostate, Request, Refusal>;

  // Whether a call takes the body that follows its head.
  using TakesBody = std::function<bool(const Request&)>;

  // Without `takes_body` none does.
  explicit RequestReader(const RequestLimits& limits, TakesBody takes_body = nullptr);

  // Takes bytes off the front of `bytes` until a request is complete, refused, or more bytes are needed (then all were
  // taken). Not to be called again after a refusal.
  [[nodiscard]] Outcome Read(std::string_view& bytes);

  // True while nothing of the next request has come.
  [[nodiscard]] bool is_idle() const { return !request_ && reader_.is_idle(); }

 private:
  [[nodiscard]] std::optional<Refusal> TakeHead();
  [[nodiscard]] std::optional<Refusal> TakeBody();

  const RequestLimits limits_;
  http::MessageReader reader_;
  const TakesBody takes_body_;
  std::optional<Request> request_;  // its head is complete
  bool is_taken_ = false;           // its body
  size_t body_bytes_ = 0;
};

}  // namespace osslens::web
