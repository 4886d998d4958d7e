#include "store/schema.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

#include "base/text.h"
#include "store/sqlite/transaction.h"
#include "store/text_search.h"

namespace osslens::store {
namespace {

using sqlite::Database;

// "OSSL": tells our files from those of other programs (PRAGMA application_id).
constexpr int64_t kApplicationId = 0x4F53534C;

// What lists and filters read stands in `exchange`; all that is only shown for one exchange stands
// in side tables, so that reading a page of the list touches few pages of the file. Empty texts
// that filters compare are stored as NULL: indexes leave them out, and a comparison never matches
// them.
//
// Bytes that came off the wire are stored as they came: SQLite does not check that a TEXT is valid
// UTF-8.
constexpr const char* kStep1 = R"sql(
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
)sql";

constexpr const char* kStep2 = R"sql(
ALTER TABLE exchange ADD COLUMN from_har INTEGER NOT NULL DEFAULT 0;
)sql";

constexpr const char* kStep3 = R"sql(
ALTER TABLE exchange ADD COLUMN replay_of INTEGER;  -- the exchange that it sends again
CREATE INDEX exchange_replay_of ON exchange (replay_of) WHERE replay_of IS NOT NULL;
)sql";

// What the user has put on an exchange. Marked ones are few, and retention and filters ask for them alone.
constexpr const char* kStep4 = R"sql(
ALTER TABLE exchange ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exchange ADD COLUMN note TEXT;
CREATE INDEX exchange_marked ON exchange (id) WHERE starred = 1 OR note IS NOT NULL;
)sql";

// What a form looked like whose body was not kept whole.
constexpr const char* kStep5 = R"sql(
CREATE TABLE form (exchange_id INTEGER PRIMARY KEY, outline TEXT NOT NULL);  -- JSON
CREATE TRIGGER form_deleted AFTER DELETE ON exchange BEGIN
  DELETE FROM form WHERE exchange_id = old.id;
END;
)sql";

constexpr std::array<const char*, 5> kSteps{kStep1, kStep2, kStep3, kStep4, kStep5};

constexpr std::chrono::milliseconds kBusyTimeout{500};

// Created by us before SQLite opens it: SQLite would use the umask, and gives its log and index the
// mode of this file.
Result<void> CreatePrivateFile(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return Fail(ErrorKind::kIo,
                fmt::format("cannot open {} for writing: {}; check who may write there",
                            file.native(), std::generic_category().message(errno)));
  }
  ::close(descriptor);
  return {};
}

// For a file that was copied or restored with a wider mode.
Result<void> MakePrivate(const std::filesystem::path& file) {
  struct stat status {};
  const bool is_private = ::stat(file.c_str(), &status) == 0 && (status.st_mode & 077) == 0;
  if (is_private || ::chmod(file.c_str(), 0600) == 0) return {};
  return Fail(ErrorKind::kIo, fmt::format("{} can be read by others and belongs to another user; "
                                          "choose another directory with --data-dir",
                                          file.native()));
}

struct Identity {
  int64_t application_id = 0;
  int64_t version = 0;
  int64_t objects = 0;  // tables, indexes, triggers
};

Result<Identity> Identify(Database& database) {
  constexpr const char* kAction = "read the version of the database";
  const auto application_id = database.QueryNumber(kAction, "PRAGMA application_id");
  if (!application_id) return tl::unexpected(application_id.error());
  const auto version = database.QueryNumber(kAction, "PRAGMA user_version");
  if (!version) return tl::unexpected(version.error());
  const auto objects = database.QueryNumber(kAction, "SELECT count(*) FROM sqlite_schema");
  if (!objects) return tl::unexpected(objects.error());
  return Identity{*application_id, *version, *objects};
}

bool is_new(const Identity& identity) {
  return identity.application_id == 0 && identity.version == 0 && identity.objects == 0;
}

Result<void> CheckIdentity(const Identity& identity, const std::filesystem::path& file,
                           size_t known_version) {
  if (identity.application_id != kApplicationId) {
    return Fail(ErrorKind::kInvalid, fmt::format("{} is a database of another program; "
                                                 "choose another directory with --data-dir",
                                                 file.native()));
  }
  if (identity.version > static_cast<int64_t>(known_version)) {
    return Fail(ErrorKind::kUnsupported,
                fmt::format("{} was written by a newer osslens (schema {}, this one knows {}); "
                            "use that version or choose another directory with --data-dir",
                            file.native(), identity.version, known_version));
  }
  return {};
}

// auto_vacuum lets --max-size give space back to the disk, and a batch takes half the time to write in pages of 16 KiB
// that it takes in SQLite's 4 KiB; both must be chosen before the first table is made. FAST overwrites deleted rows where
// that needs no further page to be written.
Result<void> SetUpConnection(Database& database, bool is_new_file) {
  if (is_new_file) {
    auto chosen = database.Execute("set up the database",
                                   "PRAGMA page_size = 16384; PRAGMA auto_vacuum = INCREMENTAL");
    if (!chosen) return chosen;
  }
  return database.Execute("set up the database",
                          "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                          "PRAGMA secure_delete = FAST;"
                          "PRAGMA journal_size_limit = 4194304");
}

Result<void> Migrate(Database& database, const std::filesystem::path& file,
                     std::span<const char* const> steps) {
  constexpr const char* kAction = "bring the tables up to date";
  auto transaction = sqlite::Transaction::Begin(database, sqlite::Transaction::Kind::kWrite);
  if (!transaction) return tl::unexpected(transaction.error());
  // Asked again under the lock: another process may have made the same steps since.
  const auto identity = Identify(database);
  if (!identity) return tl::unexpected(identity.error());
  if (!is_new(*identity)) {
    const auto checked = CheckIdentity(*identity, file, steps.size());
    if (!checked) return checked;
  }
  for (size_t done = static_cast<size_t>(identity->version); done < steps.size(); ++done) {
    auto run = database.Execute(kAction, steps[done]);
    if (!run) return run;
  }
  auto marked =
      database.Execute(kAction, fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                            kApplicationId, steps.size()));
  if (!marked) return marked;
  return transaction->Commit();
}

Result<void> AddFunctions(Database& database) {
  auto added = database.AddPredicate("osslens_contains", &ContainsIgnoreCase);
  if (!added) return added;
  return database.AddPredicate("osslens_glob", &GlobMatch);
}

}  // namespace

std::span<const char* const> SchemaSteps() { return kSteps; }

Result<Database> OpenForWriting(const std::filesystem::path& file,
                                std::span<const char* const> steps) {
  if (auto created = CreatePrivateFile(file); !created) return tl::unexpected(created.error());
  auto database = Database::Open(file, sqlite::Access::kCreate);
  if (!database) return database;
  database->set_busy_timeout(kBusyTimeout);
  const auto identity = Identify(*database);
  if (!identity) return tl::unexpected(identity.error());
  if (!is_new(*identity)) {
    // Before anything is written: a foreign file must stay as it is.
    if (auto checked = CheckIdentity(*identity, file, steps.size()); !checked) {
      return tl::unexpected(checked.error());
    }
  }
  if (auto closed_up = MakePrivate(file); !closed_up) return tl::unexpected(closed_up.error());
  if (auto ready = SetUpConnection(*database, is_new(*identity)); !ready) {
    return tl::unexpected(ready.error());
  }
  if (identity->version < static_cast<int64_t>(steps.size())) {
    if (auto done = Migrate(*database, file, steps); !done) return tl::unexpected(done.error());
  }
  if (auto added = AddFunctions(*database); !added) return tl::unexpected(added.error());
  return database;
}

Result<Database> OpenForReading(const std::filesystem::path& file,
                                std::span<const char* const> steps) {
  auto database = Database::Open(file, sqlite::Access::kReadOnly);
  if (!database) return database;
  database->set_busy_timeout(kBusyTimeout);
  const auto identity = Identify(*database);
  if (!identity) return tl::unexpected(identity.error());
  if (auto checked = CheckIdentity(*identity, file, steps.size()); !checked) {
    return tl::unexpected(checked.error());
  }
  if (identity->version < static_cast<int64_t>(steps.size())) {
    return Fail(ErrorKind::kUnsupported,
                fmt::format("{} was written by an older osslens (schema {}, this one needs {}); "
                            "start `osslens serve` once on that directory to bring it up to date",
                            file.native(), identity->version, steps.size()));
  }
  if (auto added = AddFunctions(*database); !added) return tl::unexpected(added.error());
  return database;
}

}  // namespace osslens::store
