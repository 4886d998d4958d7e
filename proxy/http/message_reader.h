#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "proxy/http/chunked_reader.h"
#include "proxy/http/framing.h"
#include "proxy/http/head.h"
#include "proxy/http/head_scanner.h"

namespace osslens::http {

// Reads one message after another from one direction of a connection. Bytes in, steps out; it owns
// no socket and reads no clock. The caller loops: Read, act on the step, drop the consumed bytes,
// until kNeedMore or kError.
//
//   kNeedMore --head complete--> kHead --> kBody* --> kEnd --Next()--> kNeedMore
//
// kEnd consumes nothing and follows a head without body at once, also when no further byte is
// there.
class MessageReader {
 public:
  enum class Role { kRequest, kResponse };
  enum class Step { kNeedMore, kHead, kBody, kEnd, kError };

  struct Limits {
    size_t head_bytes = 64 * 1024;
    size_t trailer_bytes = 64 * 1024;
  };

  struct Progress {
    Step step = Step::kNeedMore;
    size_t consumed = 0;
  };

  // Why reading stopped, in the words of the status that fits a request; responses only use the
  // sentence.
  struct Fault {
    int status = 400;
    std::string sentence;
  };

  MessageReader(Role role, Limits limits);

  // Responses: the method that the coming final response answers.
  void set_request_method(std::string_view method) { request_method_.assign(method); }

  [[nodiscard]] Progress Read(std::string_view bytes);

  // The peer has closed its side. kEnd when that is how the body ends; kNeedMore when no byte of a
  // message had come; kError when a message was cut short.
  [[nodiscard]] Step ReadEnd();

  // Makes ready for the next message. Views handed out before die here.
  void Next();

  // From kHead until Next().
  [[nodiscard]] std::string_view head_bytes() const { return scanner_.bytes(); }
  [[nodiscard]] const RequestHead& request() const { return request_; }
  [[nodiscard]] const ResponseHead& response() const { return response_; }
  [[nodiscard]] const Framing& framing() const { return framing_; }
  // Content of the bytes consumed by the last kBody; views into them. May be empty: sizes and line
  // ends of chunks are consumed too. What was whole before a fault is handed out before kError.
  [[nodiscard]] std::span<const std::string_view> content() const { return content_; }
  // Raw trailer lines; complete from kEnd on.
  [[nodiscard]] std::string_view trailers() const { return chunked_.trailers(); }
  [[nodiscard]] const Fault& fault() const { return fault_; }
  // True while nothing of the next message has come.
  [[nodiscard]] bool is_idle() const { return state_ == State::kHead && scanner_.bytes().empty(); }
  // Bytes of a kLength body that are still to come.
  [[nodiscard]] uint64_t remaining_bytes() const { return remaining_bytes_; }

 private:
  enum class State { kHead, kBody, kEnd, kFailed };

  Progress ReadHead(std::string_view bytes);
  Progress ReadBody(std::string_view bytes);
  Progress HeadComplete(size_t consumed);
  Progress Stop(int status, std::string sentence);
  [[nodiscard]] Result<Framing> ParseHead();

  const Role role_;
  const Limits limits_;
  State state_ = State::kHead;
  HeadScanner scanner_;
  ChunkedReader chunked_;
  RequestHead request_;
  ResponseHead response_;
  Framing framing_;
  uint64_t remaining_bytes_ = 0;
  std::string request_method_;
  std::vector<std::string_view> content_;
  Fault fault_;
};

}  // namespace osslens::http
