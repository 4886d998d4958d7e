#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/trust/trust_place.h"
#include "base/result.h"

namespace osslens::app {

// What is done to a place. Data, so that it can be told before it is done.
struct CopyFile {
  std::filesystem::path from, to;
};
struct RemoveFile {
  std::filesystem::path file;
};
struct RunCommand {
  std::vector<std::string> words;
};
using TrustStep = std::variant<CopyFile, RemoveFile, RunCommand>;

// The step as the end of "osslens will ...".
[[nodiscard]] std::string Describe(const TrustStep& step);
[[nodiscard]] Result<void> Perform(const TrustStep& step);

// What a place holds under our name.
enum class Standing {
  kAbsent,   // nothing
  kTrusted,  // the root in question
  kOther,    // another root of osslens, from before a renewal
};

// Looks at and changes trust places. `tools_path` is where tools are looked for, as in PATH.
class TrustChanger {
 public:
  TrustChanger(TrustSearch search, std::filesystem::path root_file, std::string tools_path)
      : search_(std::move(search)),
        root_file_(std::move(root_file)),
        tools_path_(std::move(tools_path)) {}

  // Fails, with a sentence, when the place cannot be looked into (certutil is missing, say).
  [[nodiscard]] Result<Standing> StandingOf(const TrustPlace& place) const;

  // The steps that make the place trust the root, or nothing of osslens any more. None when it is so already. Fails,
  // with a sentence that says what to do, when this user or this machine cannot.
  [[nodiscard]] Result<std::vector<TrustStep>> StepsToInstall(const TrustPlace& place) const;
  [[nodiscard]] Result<std::vector<TrustStep>> StepsToRemove(const TrustPlace& place) const;

 private:
  [[nodiscard]] Result<std::string> Tool(std::string_view name, std::string_view package) const;
  [[nodiscard]] Result<std::string> Certutil() const;
  [[nodiscard]] Result<TrustStep> UpdateStep(const TrustPlace& place) const;
  [[nodiscard]] Result<void> CheckWritable(const TrustPlace& place) const;

  TrustSearch search_;
  std::filesystem::path root_file_;
  std::string tools_path_;
};

}  // namespace osslens::app
