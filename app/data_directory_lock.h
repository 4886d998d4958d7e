#pragma once

#include <filesystem>
#include <utility>

#include "base/result.h"

namespace osslens::app {

// Holds a data directory for one process: two writers would remove each other's exchanges. The lock goes with the
// process, however it ends.
class DataDirectoryLock {
 public:
  [[nodiscard]] static Result<DataDirectoryLock> Take(const std::filesystem::path& directory);

  DataDirectoryLock(DataDirectoryLock&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  DataDirectoryLock& operator=(DataDirectoryLock&&) = delete;
  DataDirectoryLock(const DataDirectoryLock&) = delete;
  DataDirectoryLock& operator=(const DataDirectoryLock&) = delete;
  ~DataDirectoryLock();

 private:
  explicit DataDirectoryLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace osslens::app
