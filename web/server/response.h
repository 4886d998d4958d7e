#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/record/finding_text.h"
#include "web/server/replay_order.h"

namespace osslens::web {

// A body that is made piece by piece, so that it is never whole in memory. Used by one worker thread at a time.
class BodySource {
 public:
  BodySource() = default;
  virtual ~BodySource() = default;
  BodySource(const BodySource&) = delete;
  BodySource& operator=(const BodySource&) = delete;

  // What has to be done before the first piece, a part at a time: true when there is no more. A failure is still answered
  // as one, since nothing has been sent.
  [[nodiscard]] virtual Result<bool> Prepare() { return true; }

  // The next piece; an empty one is the end. The server asks again when the client has taken what was sent.
  [[nodiscard]] virtual Result<std::string> Next() = 0;
};

// What turns a response into a stream of events.
struct Subscription {
  store::Language language = store::Language::kEnglish;
  std::optional<int64_t> last_id;  // the newest exchange that the client knows
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
  // Bytes that outlive the server, used instead of `body`.
  std::string_view static_body;
  std::shared_ptr<BodySource> source;
  std::optional<Subscription> subscription;
  // A request that is to be sent first: the client is answered when what came of it has been stored.
  std::shared_ptr<ReplayOrder> replay;

  [[nodiscard]] std::string_view content() const {
    return static_body.empty() ? body : static_body;
  }
  [[nodiscard]] bool is_stream() const { return source != nullptr || subscription.has_value(); }
};

[[nodiscard]] Response JsonResponse(std::string json);
// {"error":{"message":...}}
[[nodiscard]] Response ErrorResponse(int status, std::string_view message);
// The status that fits the kind: 400, 404, 503, 501 or 500.
[[nodiscard]] Response ErrorResponse(const Error& error);

// How the end of the body is found.
enum class BodyFraming { kLength, kChunked, kUntilClose };

// Start line and fields, those that protect the browser's user included.
[[nodiscard]] std::string EncodeHead(const Response& response, BodyFraming framing,
                                     bool keep_alive);

// One chunk of a chunked body (RFC 9112, section 7.1).
[[nodiscard]] std::string EncodeChunk(std::string_view bytes);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace osslens::web
