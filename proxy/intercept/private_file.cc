#include "proxy/intercept/private_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace osslens::intercept {
namespace {

constexpr mode_t kOfOthers = 077;

tl::unexpected<Error> SystemFault(std::string_view action, const std::filesystem::path& path) {
  const int code = errno;
  const ErrorKind kind = code == ENOENT ? ErrorKind::kNotFound : ErrorKind::kIo;
  return Fail(kind, fmt::format("cannot {} {}: {}", action, path.native(),
                                std::generic_category().message(code)));
}

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }

  [[nodiscard]] int get() const { return value_; }

 private:
  int value_;
};

bool MayBeOwnedBy(uid_t owner) { return owner == ::geteuid() || ::geteuid() == 0; }

Result<void> CheckSize(const std::filesystem::path& file, const struct stat& status,
                       size_t limit_bytes) {
  if (!S_ISREG(status.st_mode))
    return Fail(ErrorKind::kInvalid, fmt::format("cannot use {}: it is no file", file.native()));
  if (static_cast<size_t>(status.st_size) > limit_bytes) {
    return Fail(ErrorKind::kInvalid, fmt::format("cannot use {}: it is larger than {} bytes",
                                                 file.native(), limit_bytes));
  }
  return {};
}

Result<void> CheckPrivate(const std::filesystem::path& file, const struct stat& status) {
  if (!MayBeOwnedBy(status.st_uid)) {
    return Fail(ErrorKind::kInvalid,
                fmt::format("cannot use {}: it belongs to another user", file.native()));
  }
  if ((status.st_mode & kOfOthers) != 0) {
    return Fail(
        ErrorKind::kInvalid,
        fmt::format("cannot use {}: other users may read or write it (mode {:04o}); if none "
                    "can have done so, run chmod 600 {}",
                    file.native(), status.st_mode & 07777, file.native()));
  }
  return {};
}

// As many bytes as the file had when it was opened, fewer when it has become shorter.
Result<std::string> ReadOpened(int descriptor, const struct stat& status,
                               const std::filesystem::path& file) {
  std::string bytes(static_cast<size_t>(status.st_size), '\0');
  size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = ::read(descriptor, bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemFault("read", file);
    if (count == 0) break;
    filled += static_cast<size_t>(count);
  }
  bytes.resize(filled);
  return bytes;
}

std::filesystem::path UnfinishedOf(const std::filesystem::path& file) {
  return file.native() + ".new";
}

Result<void> WriteAll(int descriptor, std::string_view bytes, const std::filesystem::path& file) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemFault("write", file);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

Result<void> WriteUnfinished(const std::filesystem::path& file, std::string_view bytes,
                             mode_t mode) {
  const Descriptor descriptor(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (descriptor.get() < 0) return SystemFault("create", file);
  if (auto written = WriteAll(descriptor.get(), bytes, file); !written) return written;
  // Only now, and against any umask.
  if (::fchmod(descriptor.get(), mode) != 0) return SystemFault("set the mode of", file);
  if (::fsync(descriptor.get()) != 0) return SystemFault("write", file);
  return {};
}

}  // namespace

Result<void> PreparePrivateDirectory(const std::filesystem::path& directory) {
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
    return SystemFault("create", directory);
  struct stat status {};
  if (::lstat(directory.c_str(), &status) != 0) return SystemFault("look at", directory);
  const auto refuse = [&directory](std::string_view reason) {
    return Fail(ErrorKind::kInvalid,
                fmt::format("cannot keep keys in {}: {}", directory.native(), reason));
  };
  if (!S_ISDIR(status.st_mode)) return refuse("it is not a directory");
  if (!MayBeOwnedBy(status.st_uid)) return refuse("it belongs to another user");
  if ((status.st_mode & kOfOthers) != 0)
    return refuse(fmt::format("it is open to others; run chmod 700 {}", directory.native()));
  return {};
}

Result<Secret> ReadPrivateFile(const std::filesystem::path& file, size_t limit_bytes) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (descriptor.get() < 0) return SystemFault("read", file);
  // Of what was opened, not of what has the name by now.
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) return SystemFault("look at", file);
  if (auto checked = CheckSize(file, status, limit_bytes); !checked)
    return tl::unexpected(checked.error());
  if (auto checked = CheckPrivate(file, status); !checked) return tl::unexpected(checked.error());
  Result<std::string> bytes = ReadOpened(descriptor.get(), status, file);
  if (!bytes) return tl::unexpected(bytes.error());
  return Secret(std::move(*bytes));
}

Result<std::string> ReadBounded(const std::filesystem::path& file, size_t limit_bytes) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (descriptor.get() < 0) return SystemFault("read", file);
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) return SystemFault("look at", file);
  if (auto checked = CheckSize(file, status, limit_bytes); !checked)
    return tl::unexpected(checked.error());
  return ReadOpened(descriptor.get(), status, file);
}

Result<void> ReplaceFile(const std::filesystem::path& file, std::string_view bytes, mode_t mode) {
  const std::filesystem::path unfinished = UnfinishedOf(file);
  RemoveUnfinished(file);
  auto written = WriteUnfinished(unfinished, bytes, mode);
  if (written && ::rename(unfinished.c_str(), file.c_str()) != 0)
    written = SystemFault("replace", file);
  if (!written) {
    RemoveUnfinished(file);
    return written;
  }
  // The new name is lasting only once the directory is.
  const std::filesystem::path parent = file.parent_path().empty() ? "." : file.parent_path();
  const Descriptor directory(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || ::fsync(directory.get()) != 0) return SystemFault("write", parent);
  return {};
}

void RemoveUnfinished(const std::filesystem::path& file) { ::unlink(UnfinishedOf(file).c_str()); }

Result<FileLock> FileLock::Take(const std::filesystem::path& file) {
  FileLock lock(::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (lock.descriptor_ < 0) return SystemFault("open", file);
  while (::flock(lock.descriptor_, LOCK_EX) != 0) {
    if (errno != EINTR) return SystemFault("lock", file);
  }
  return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace osslens::intercept
