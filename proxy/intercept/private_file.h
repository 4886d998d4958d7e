#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

// Files that only their owner may read, and files that are there whole or not at all.
namespace osslens::intercept {

// Makes `directory` with mode 0700 when there is none. Refuses one that is no directory, a link, another user's, or
// open to others. Its parent must exist.
[[nodiscard]] Result<void> PreparePrivateDirectory(const std::filesystem::path& directory);

// Refuses, with a sentence, a file that others can read (any bit of 077), that another user owns (root may read all),
// a link, or more than `limit_bytes`. ErrorKind::kNotFound when there is none.
[[nodiscard]] Result<Secret> ReadPrivateFile(const std::filesystem::path& file, size_t limit_bytes);

// The bytes of a file that anyone may read, following links. Refuses more than `limit_bytes` and what is no file.
[[nodiscard]] Result<std::string> ReadBounded(const std::filesystem::path& file,
                                              size_t limit_bytes);

// Puts `bytes` in place of `file` in one step: whoever opens it sees the old content or the new, also after a crash
// or a power cut. The new content is first in `file`.new, made for this (O_EXCL); two writers at once must exclude
// each other, see FileLock.
[[nodiscard]] Result<void> ReplaceFile(const std::filesystem::path& file, std::string_view bytes,
                                       mode_t mode);

// Removes what a writer that was killed left behind. Not an error when there is nothing.
void RemoveUnfinished(const std::filesystem::path& file);

// Held by at most one process (and one object) at a time; waits for the other. The lock goes with the process.
class FileLock {
 public:
  [[nodiscard]] static Result<FileLock> Take(const std::filesystem::path& file);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace osslens::intercept
