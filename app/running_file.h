#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "proxy/net/address.h"

namespace osslens::app {

// Where the osslens that uses a data directory listens.
struct RunningInstance {
  net::SocketAddress proxy, web;
  bool asks_for_password = false;  // of those who use the proxy
  bool ends_with_command = false;  // it is an `osslens run`
};

// The file `running.json` of a data directory, by which other commands find the osslens that uses it. Readable by its
// owner only; removed with the object. Whoever writes it holds the directory's lock, so a file without a holder of the
// lock was left behind by a process that was killed.
class RunningFile {
 public:
  [[nodiscard]] static Result<RunningFile> Write(const std::filesystem::path& directory,
                                                 const RunningInstance& instance);
  RunningFile(RunningFile&& other) noexcept : file_(std::move(other.file_)) { other.file_.clear(); }
  RunningFile& operator=(RunningFile&&) = delete;
  RunningFile(const RunningFile&) = delete;
  RunningFile& operator=(const RunningFile&) = delete;
  ~RunningFile();

 private:
  explicit RunningFile(std::filesystem::path file) : file_(std::move(file)) {}

  std::filesystem::path file_;
};

// Nothing when no osslens uses the directory.
[[nodiscard]] Result<std::optional<RunningInstance>> FindRunning(
    const std::filesystem::path& directory);

}  // namespace osslens::app
