#include "web/server/database_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/clock.h"

namespace osslens::web {
namespace {

constexpr const char* kFileName = "exchanges.db";
// How long one part may keep a reader from the calls of the page.
constexpr std::chrono::milliseconds kPartTime{50};
constexpr size_t kPieceBytes = 256 * 1024;

tl::unexpected<Error> CannotRead() {
  return Fail(ErrorKind::kIo, fmt::format("cannot read the exported database: {}",
                                          std::generic_category().message(errno)));
}

}  // namespace

DatabaseSource::DatabaseSource(store::ExchangeReader reader, store::Filter filter,
                               store::Secrets secrets, std::filesystem::path scratch)
    : reader_(std::move(reader)),
      filter_(std::move(filter)),
      secrets_(secrets),
      scratch_parent_(std::move(scratch)) {}

DatabaseSource::~DatabaseSource() {
  if (file_ >= 0) ::close(file_);
}

Result<bool> DatabaseSource::Prepare() {
  if (file_ >= 0) return true;
  if (!export_) {
    if (auto begun = Begin(); !begun) return tl::unexpected(begun.error());
  }
  const SteadyTime end = SteadyNow() + kPartTime;
  for (bool has_more = true; has_more;) {
    const auto step = export_->Step();
    if (!step) return tl::unexpected(step.error());
    has_more = *step;
    if (has_more && SteadyNow() >= end) return false;
  }
  if (auto opened = OpenFile(); !opened) return tl::unexpected(opened.error());
  return true;
}

Result<void> DatabaseSource::Begin() {
  auto scratch = store::Scratch::Make(scratch_parent_);
  if (!scratch) return tl::unexpected(scratch.error());
  scratch_.emplace(std::move(*scratch));
  auto begun =
      store::DatabaseExport::Begin(reader_, std::move(filter_), *scratch_ / kFileName, secrets_);
  if (!begun) return tl::unexpected(begun.error());
  export_.emplace(std::move(*begun));
  return {};
}

Result<void> DatabaseSource::OpenFile() {
  file_ = ::open((*scratch_ / kFileName).c_str(), O_RDONLY | O_CLOEXEC);
  if (file_ < 0) return CannotRead();
  export_.reset();
  scratch_.reset();  // the open file lives on without a name
  return {};
}

Result<std::string> DatabaseSource::Next() {
  std::string piece(kPieceBytes, '\0');
  ssize_t count = 0;
  do {
    count = ::read(file_, piece.data(), piece.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0) return CannotRead();
  piece.resize(static_cast<size_t>(count));
  return piece;
}

}  // namespace osslens::web
