#pragma once

#include <memory>

#include "base/result.h"
#include "store/record/exchange.h"
#include "store/sqlite/statement.h"

// How an exchange stands in its tables. The lists of columns, of binds and of reads stand side by
// side here, so that their order is seen at once; everything else names no column of these two
// tables except in conditions.
namespace osslens::store {

// "exchange": all that lists show.
inline constexpr const char* kInsertExchange = R"sql(
INSERT INTO exchange (
  id, started_at, duration, kind, method, url, host, port, status, failed, failure_kind, failure_message,
  bucket, object, region, operation, oss_code, oss_message, request_id, ec, access_key_id,
  request_bytes, response_bytes,
  request_body_bytes, request_body_captured, request_body_truncated, request_body_dropped,
  response_body_bytes, response_body_captured, response_body_truncated, response_body_dropped,
  job_kind, job_id, job_healed, answered_by_proxy, reused_connection, retried, from_har,
  starred, note, findings, replay_of)
VALUES (?,?,?,?,?,?,?,?,?,?,?,?, ?,?,?,?,?,?,?,?,?, ?,?, ?,?,?,?, ?,?,?,?, ?,?,?,?,?,?,?, ?,?,?,?)
)sql";

inline constexpr const char* kExchangeColumns = R"sql(
  e.id, e.started_at, e.duration, e.kind, e.method, e.url, e.host, e.port, e.status, e.failure_kind,
  e.failure_message, e.bucket, e.object, e.region, e.operation, e.oss_code, e.oss_message, e.request_id,
  e.ec, e.access_key_id, e.request_bytes, e.response_bytes,
  e.request_body_bytes, e.request_body_truncated, e.request_body_dropped,
  e.response_body_bytes, e.response_body_truncated, e.response_body_dropped,
  e.job_kind, e.job_id, e.job_healed, e.answered_by_proxy, e.reused_connection, e.retried, e.from_har,
  e.starred, e.note, e.findings, e.replay_of
)sql";

// Without an id (0) the exchange gets a new one. `findings` is EncodeFindings of the exchange's, or empty; it must live as long as the exchange is
// bound.
void BindExchange(const Exchange& exchange, std::string_view findings,
                  sqlite::Statement& statement);
[[nodiscard]] std::unique_ptr<Exchange> ReadExchange(const sqlite::Statement& row);

// "exchange_detail": heads and what else is shown for one exchange only.
inline constexpr const char* kInsertDetail = R"sql(
INSERT INTO exchange_detail (
  exchange_id, request_head, request_trailers, forwarded_head, edits, interim_heads, response_head,
  response_trailers, dns, connect, tls, send, wait, receive, client_address, upstream_address)
VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
)sql";

inline constexpr const char* kSelectDetail = R"sql(
SELECT request_head, request_trailers, forwarded_head, edits, interim_heads, response_head,
  response_trailers, dns, connect, tls, send, wait, receive, client_address, upstream_address
FROM exchange_detail WHERE exchange_id = ?
)sql";

// `edits` as `findings` above.
void BindDetail(const Exchange& exchange, std::string_view edits, sqlite::Statement& statement);
void ReadDetail(const sqlite::Statement& row, Exchange& exchange);

// kNotFound, with what may have become of it.
[[nodiscard]] Error NoSuchExchange(int64_t id);

}  // namespace osslens::store
