#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/form_outline.h"
#include "store/record/finding.h"

namespace osslens::store {

enum class ExchangeKind { kForward, kIntercept, kTunnel, kReverse, kCallback };

enum class FailureKind { kDns, kConnect, kTls, kTimeout, kReset, kProtocol, kClientAbort };

// Why an exchange has no complete answer of the server.
struct Failure {
  FailureKind kind = FailureKind::kProtocol;
  std::string message;  // one sentence: what failed, for which host
};

// A body as captured: the first bytes that passed, after transfer coding (chunk framing) was taken
// off and before any content coding was.
struct Body {
  std::string bytes;         // the captured part
  uint64_t total_bytes = 0;  // what passed on the wire, content only
  bool truncated = false;    // captured part is shorter than what passed
  bool dropped = false;      // it was captured and given up because the capture queue was full
};

// One message. `head` holds the bytes as they passed: start line, field lines, empty line. Never
// re-formatted.
struct Message {
  std::string head;
  std::string trailers;  // raw trailer section of a chunked body
  Body body;
};

// How long each phase took; a phase that did not occur has no value. `send` ends with the last byte
// of the request, `wait` with the first byte of the final response, `receive` with its last. When
// the exchange failed in one of these three, that one ends with the failure.
struct Timings {
  std::optional<Microseconds> dns, connect, tls, send, wait, receive;
};

// One change that the proxy made to the head on its way upstream, in the order of the head.
struct HeadEdit {
  enum class Kind { kTargetChanged, kFieldRemoved, kFieldAdded, kFieldChanged };
  Kind kind = Kind::kFieldRemoved;
  std::string name;    // field name as written; empty for the target
  std::string reason;  // "hop-by-hop", "named by Connection", "for the proxy", ...
};

// Exchanges of one job (SDK retries, parts of an upload, ranges, list pages) share its id.
struct Job {
  std::string kind;
  std::string id;
  bool healed = false;
};

// One request with its response or failure. The proxy fills the first part, the analyzers the
// second. Once handed to the sink it is owned by one thread at a time.
struct Exchange {
  // From the proxy.
  int64_t id = 0;  // given by the store; 0 before
  WallTime started_at;
  Microseconds duration{0};
  ExchangeKind kind = ExchangeKind::kForward;
  std::string method;
  std::string url;   // absolute, as the app wrote it; for tunnels host:port
  std::string host;  // where the request was sent: host without port, lower case
  uint16_t port = 0;
  int status = 0;  // of the final response; 0 when none came
  Message request;
  std::optional<FormOutline> form;  // of a body of multipart/form-data, read as it passed
  std::string forwarded_head;       // what went upstream; empty when nothing did
  std::vector<HeadEdit> edits;
  Message response;            // the final response
  std::string interim_heads;   // 1xx responses that passed before it, raw; also the head with which
                               // a further proxy refused, and which was not passed on
  uint64_t request_bytes = 0;  // on the wire, head and framing included
  uint64_t response_bytes = 0;
  Timings timings;
  std::optional<Failure> failure;
  bool answered_by_proxy = false;  // `response` is osslens' own refusal, not the server's
  bool reused_connection = false;
  bool is_from_har = false;      // heads were put together from a HAR, which has no bytes of them
  bool retried = false;          // sent again after a pooled connection turned out to be closed
  std::string client_address;    // address:port
  std::string upstream_address;  // address:port that was dialled
  int64_t replay_of = 0;         // the exchange that it sends again, asked for by the user; 0: none
  uint64_t replay_ticket = 0;    // by which who asked for it knows it; of the process, not stored

  // From the analyzers.
  std::string bucket, object, region, operation;
  std::string oss_code, oss_message, request_id, ec, access_key_id;
  std::optional<Job> job;
  std::vector<Finding> findings;  // strongest first

  // From the store: the exchanges that send this one again, oldest first.
  std::vector<int64_t> replays;
  // From the user, see mark.h.
  bool starred = false;
  std::string note;
};

[[nodiscard]] const char* ToWord(ExchangeKind value);
[[nodiscard]] const char* ToWord(FailureKind value);
[[nodiscard]] const char* ToWord(HeadEdit::Kind value);
[[nodiscard]] bool FromWord(const std::string& word, ExchangeKind& out);
[[nodiscard]] bool FromWord(const std::string& word, FailureKind& out);
[[nodiscard]] bool FromWord(const std::string& word, HeadEdit::Kind& out);

// True when the app did not get what it asked for: no answer, a status of 400 and above, or 203
// with CallbackFailed. A callback is failed unless it was answered with 200 and no finding of
// severity error says that OSS does not take the answer.
[[nodiscard]] bool is_failed(const Exchange& exchange);

// Memory that the exchange holds, for queues that are bounded by bytes.
[[nodiscard]] size_t HeldBytes(const Exchange& exchange);

}  // namespace osslens::store
