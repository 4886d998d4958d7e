#pragma once

#include <filesystem>

#include "base/result.h"

namespace osslens::store {

// A directory for files that are needed for a moment, readable by its owner only, and removed with all that is in it when
// the object dies. What a killed process left behind goes with ClearScratch.
class Scratch {
 public:
  // Makes one inside `parent`, which is made too when it is missing.
  [[nodiscard]] static Result<Scratch> Make(const std::filesystem::path& parent);
  ~Scratch();
  Scratch(Scratch&& other) noexcept;
  Scratch& operator=(Scratch&&) = delete;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  explicit Scratch(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;  // empty after a move
};

// Removes whatever is in `parent`. For a start, when nobody else uses it.
void ClearScratch(const std::filesystem::path& parent);

}  // namespace osslens::store
