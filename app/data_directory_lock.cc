#include "app/data_directory_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace osslens::app {

Result<DataDirectoryLock> DataDirectoryLock::Take(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / "lock";
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return Fail(ErrorKind::kIo, fmt::format("cannot open {}: {}", file.string(),
                                            std::generic_category().message(errno)));
  }
  DataDirectoryLock lock(descriptor);
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return Fail(
        ErrorKind::kUnavailable,
        fmt::format(
            "another osslens is using {}; stop it, or choose another directory with --data-dir",
            directory.string()));
  }
  return lock;
}

DataDirectoryLock::~DataDirectoryLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace osslens::app
