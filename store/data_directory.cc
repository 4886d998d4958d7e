#include "store/data_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>

namespace osslens::store {
namespace {

tl::unexpected<Error> Refuse(const std::filesystem::path& directory, std::string_view reason) {
  return Fail(ErrorKind::kIo, fmt::format("cannot keep captures in {}: {}; "
                                          "choose another directory with --data-dir",
                                          directory.native(), reason));
}

Result<void> Create(const std::filesystem::path& directory) {
  std::error_code error;
  if (directory.has_parent_path()) {
    std::filesystem::create_directories(directory.parent_path(), error);
    if (error) return Refuse(directory, "its parent cannot be created, " + error.message());
  }
  // With its mode from the start: there is no moment in which others could enter.
  if (::mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return Refuse(directory, "it cannot be created, " + std::generic_category().message(errno));
}

}  // namespace

Result<void> PrepareDataDirectory(const std::filesystem::path& given) {
  // "a/b/" names b; its parent path would be "a/b" itself.
  const std::filesystem::path directory = given.has_filename() ? given : given.parent_path();
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0) {
    if (errno != ENOENT) return Refuse(directory, std::generic_category().message(errno));
    if (auto created = Create(directory); !created) return created;
    if (::stat(directory.c_str(), &status) != 0) {
      return Refuse(directory, std::generic_category().message(errno));
    }
  }
  if (!S_ISDIR(status.st_mode)) return Refuse(directory, "it is not a directory");
  if (status.st_uid != ::geteuid() && (status.st_mode & 077) != 0) {
    return Refuse(directory, "it belongs to another user and is open to others");
  }
  if (::faccessat(AT_FDCWD, directory.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) != 0) {
    return Refuse(directory, "it cannot be written, " + std::generic_category().message(errno));
  }
  return {};
}

std::filesystem::path DatabaseFileIn(const std::filesystem::path& directory) {
  return directory / "exchanges.db";
}

std::filesystem::path ScratchIn(const std::filesystem::path& directory) {
  return directory / "scratch";
}

}  // namespace osslens::store
