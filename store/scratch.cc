#include "store/scratch.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace osslens::store {
namespace {

tl::unexpected<Error> CannotMake(const std::filesystem::path& directory) {
  const int code = errno;
  const bool may_pass = code == ENOSPC || code == EDQUOT;
  return Fail(may_pass ? ErrorKind::kUnavailable : ErrorKind::kIo,
              fmt::format("cannot make a directory for temporary files in {}: {}",
                          directory.native(), std::generic_category().message(code)));
}

}  // namespace

Result<Scratch> Scratch::Make(const std::filesystem::path& parent) {
  if (::mkdir(parent.c_str(), 0700) != 0 && errno != EEXIST) return CannotMake(parent);
  std::string path = (parent / "XXXXXX").native();
  if (::mkdtemp(path.data()) == nullptr) return CannotMake(parent);  // mode 0700
  return Scratch(std::move(path));
}

Scratch::Scratch(Scratch&& other) noexcept : path_(std::exchange(other.path_, {})) {}

Scratch::~Scratch() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void ClearScratch(const std::filesystem::path& parent) {
  std::error_code ignored;
  std::filesystem::remove_all(parent, ignored);
}

}  // namespace osslens::store
