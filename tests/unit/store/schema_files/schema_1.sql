CREATE TABLE exchange (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  started_at INTEGER NOT NULL,  -- microseconds since 1970 UTC
  duration INTEGER NOT NULL,  -- microseconds
  kind TEXT NOT NULL,
  method TEXT NOT NULL COLLATE NOCASE,
  url TEXT NOT NULL,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  status INTEGER,
  failed INTEGER NOT NULL,
  failure_kind TEXT,
  failure_message TEXT,
  bucket TEXT,
  object TEXT,
  region TEXT,
  operation TEXT COLLATE NOCASE,
  oss_code TEXT COLLATE NOCASE,
  oss_message TEXT,
  request_id TEXT,
  ec TEXT,
  access_key_id TEXT,
  request_bytes INTEGER NOT NULL,
  response_bytes INTEGER NOT NULL,
  request_body_bytes INTEGER NOT NULL,
  request_body_captured INTEGER NOT NULL,
  request_body_truncated INTEGER NOT NULL,
  request_body_dropped INTEGER NOT NULL,
  response_body_bytes INTEGER NOT NULL,
  response_body_captured INTEGER NOT NULL,
  response_body_truncated INTEGER NOT NULL,
  response_body_dropped INTEGER NOT NULL,
  job_kind TEXT,
  job_id TEXT,
  job_healed INTEGER NOT NULL,
  answered_by_proxy INTEGER NOT NULL,
  reused_connection INTEGER NOT NULL,
  retried INTEGER NOT NULL,
  findings TEXT  -- JSON, all of each finding
);
CREATE INDEX exchange_started_at ON exchange (started_at);
CREATE INDEX exchange_failed ON exchange (failed) WHERE failed = 1;
CREATE INDEX exchange_oss_code ON exchange (oss_code) WHERE oss_code IS NOT NULL;
CREATE INDEX exchange_request_id ON exchange (request_id) WHERE request_id IS NOT NULL;

CREATE TABLE exchange_detail (
  exchange_id INTEGER PRIMARY KEY,
  request_head BLOB,
  request_trailers BLOB,
  forwarded_head BLOB,
  edits TEXT,  -- JSON
  interim_heads BLOB,
  response_head BLOB,
  response_trailers BLOB,
  dns INTEGER,  -- these six in microseconds
  connect INTEGER,
  tls INTEGER,
  send INTEGER,
  wait INTEGER,
  receive INTEGER,
  client_address TEXT,
  upstream_address TEXT
);
CREATE TABLE request_body (exchange_id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE response_body (exchange_id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);

CREATE TABLE finding (
  exchange_id INTEGER NOT NULL,
  place INTEGER NOT NULL,  -- 0 is the strongest
  rule TEXT NOT NULL COLLATE NOCASE,
  severity TEXT NOT NULL,
  confidence TEXT NOT NULL,
  PRIMARY KEY (exchange_id, place)
) WITHOUT ROWID;
CREATE INDEX finding_rule ON finding (rule);

CREATE TRIGGER exchange_deleted AFTER DELETE ON exchange BEGIN
  DELETE FROM exchange_detail WHERE exchange_id = old.id;
  DELETE FROM request_body WHERE exchange_id = old.id;
  DELETE FROM response_body WHERE exchange_id = old.id;
  DELETE FROM finding WHERE exchange_id = old.id;
END;
