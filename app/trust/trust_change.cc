#include "app/trust/trust_change.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "app/trust/program.h"

namespace osslens::app {
namespace {

namespace fs = std::filesystem;

// The name under which NSS knows our root.
constexpr const char* kNickname = "osslens";

tl::unexpected<Error> FileFault(std::string_view action, const fs::path& file,
                                const std::error_code& error) {
  return Fail(ErrorKind::kIo,
              fmt::format("cannot {} {}: {}", action, file.native(), error.message()));
}

Result<void> PerformCopy(const CopyFile& copy) {
  std::error_code error;
  fs::create_directories(copy.to.parent_path(), error);
  if (error) return FileFault("create", copy.to.parent_path(), error);
  fs::copy_file(copy.from, copy.to, fs::copy_options::overwrite_existing, error);
  if (error) return FileFault("write", copy.to, error);
  // For everyone, against any umask: it is what makes programs trust.
  fs::permissions(copy.to, fs::perms(0644), error);
  if (error) return FileFault("set the mode of", copy.to, error);
  return {};
}

Result<void> PerformRemove(const RemoveFile& remove) {
  std::error_code error;
  fs::remove(remove.file, error);
  if (error) return FileFault("remove", remove.file, error);
  return {};
}

Result<void> PerformRun(const RunCommand& run) {
  const Result<ProgramResult> result = RunProgram(run.words);
  if (!result) return tl::unexpected(result.error());
  if (result->exit_code == 0) return {};
  std::string output = result->output;
  std::ranges::replace(output, '\n', ' ');
  while (output.ends_with(' ')) output.pop_back();
  return Fail(ErrorKind::kIo, fmt::format("{} ended with code {}: {}", CommandText(run.words),
                                          result->exit_code, output));
}

// Certificates in PEM alike but for their line ends: certutil writes CR LF.
std::string WithoutCarriageReturns(std::string text) {
  std::erase(text, '\r');
  return text;
}

std::string TextOf(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string DatabaseOf(const TrustPlace& place) { return "sql:" + place.path.native(); }

// The nearest folder above `path` that exists.
fs::path Existing(fs::path path) {
  std::error_code error;
  while (!fs::exists(path, error) && path.has_relative_path()) path = path.parent_path();
  return path;
}

}  // namespace

std::string Describe(const TrustStep& step) {
  if (const auto* copy = std::get_if<CopyFile>(&step))
    return fmt::format("copy {} to {}", copy->from.native(), copy->to.native());
  if (const auto* remove = std::get_if<RemoveFile>(&step))
    return fmt::format("remove {}", remove->file.native());
  return "run " + CommandText(std::get<RunCommand>(step).words);
}

Result<void> Perform(const TrustStep& step) {
  if (const auto* copy = std::get_if<CopyFile>(&step)) return PerformCopy(*copy);
  if (const auto* remove = std::get_if<RemoveFile>(&step)) return PerformRemove(*remove);
  return PerformRun(std::get<RunCommand>(step));
}

Result<Standing> TrustChanger::StandingOf(const TrustPlace& place) const {
  std::string present;
  if (place.kind == TrustKind::kNss) {
    const Result<std::string> certutil = Certutil();
    if (!certutil) return tl::unexpected(certutil.error());
    const Result<ProgramResult> listed =
        RunProgram({*certutil, "-L", "-d", DatabaseOf(place), "-n", kNickname, "-a"});
    if (!listed) return tl::unexpected(listed.error());
    if (listed->exit_code != 0) return Standing::kAbsent;
    present = WithoutCarriageReturns(listed->output);
  } else {
    present = TextOf(place.path);
  }
  if (present.empty()) return Standing::kAbsent;
  return present == TextOf(root_file_) ? Standing::kTrusted : Standing::kOther;
}

Result<std::vector<TrustStep>> TrustChanger::StepsToInstall(const TrustPlace& place) const {
  const Result<Standing> standing = StandingOf(place);
  if (!standing) return tl::unexpected(standing.error());
  if (*standing == Standing::kTrusted) return std::vector<TrustStep>{};
  if (auto writable = CheckWritable(place); !writable) return tl::unexpected(writable.error());
  if (place.kind != TrustKind::kNss) {
    Result<TrustStep> update = UpdateStep(place);
    if (!update) return tl::unexpected(update.error());
    return std::vector<TrustStep>{CopyFile{root_file_, place.path}, std::move(*update)};
  }
  std::vector<TrustStep> steps;
  // One name stands for one certificate.
  if (*standing == Standing::kOther) {
    Result<std::vector<TrustStep>> removal = StepsToRemove(place);
    if (!removal) return removal;
    steps = std::move(*removal);
  }
  const Result<std::string> certutil = Certutil();
  if (!certutil) return tl::unexpected(certutil.error());
  // "C,,": trusted to certify servers, and neither mail nor code.
  steps.emplace_back(RunCommand{{*certutil, "-A", "-d", DatabaseOf(place), "-t", "C,,", "-n",
                                 kNickname, "-i", root_file_.native()}});
  return steps;
}

Result<std::vector<TrustStep>> TrustChanger::StepsToRemove(const TrustPlace& place) const {
  const Result<Standing> standing = StandingOf(place);
  if (!standing) return tl::unexpected(standing.error());
  if (*standing == Standing::kAbsent) return std::vector<TrustStep>{};
  if (auto writable = CheckWritable(place); !writable) return tl::unexpected(writable.error());
  if (place.kind != TrustKind::kNss) {
    Result<TrustStep> update = UpdateStep(place);
    if (!update) return tl::unexpected(update.error());
    return std::vector<TrustStep>{RemoveFile{place.path}, std::move(*update)};
  }
  const Result<std::string> certutil = Certutil();
  if (!certutil) return tl::unexpected(certutil.error());
  return std::vector<TrustStep>{
      RunCommand{{*certutil, "-D", "-d", DatabaseOf(place), "-n", kNickname}}};
}

Result<std::string> TrustChanger::Tool(std::string_view name, std::string_view package) const {
  if (const auto program = FindProgram(name, tools_path_)) return program->native();
  return Fail(ErrorKind::kNotFound,
              fmt::format("{} is missing; install the package {}", name, package));
}

Result<std::string> TrustChanger::Certutil() const {
  return Tool("certutil", "libnss3-tools (Fedora: nss-tools)");
}

Result<TrustStep> TrustChanger::UpdateStep(const TrustPlace& place) const {
  const bool is_fedora = place.kind == TrustKind::kFedora;
  const Result<std::string> tool =
      Tool(is_fedora ? "update-ca-trust" : "update-ca-certificates", "ca-certificates");
  if (!tool) return tl::unexpected(tool.error());
  RunCommand run{{*tool}};
  if (search_.system_root != "/" && !is_fedora) {
    const auto at = [this](const char* path) { return (search_.system_root / path).native(); };
    run.words.insert(
        run.words.end(),
        {"--certsconf", at("etc/ca-certificates.conf"), "--certsdir",
         at("usr/share/ca-certificates"), "--localcertsdir", at("usr/local/share/ca-certificates"),
         "--etccertsdir", at("etc/ssl/certs"), "--hooksdir", at("etc/ca-certificates/update.d")});
  }
  return TrustStep(std::move(run));
}

Result<void> TrustChanger::CheckWritable(const TrustPlace& place) const {
  const fs::path folder =
      Existing(place.kind == TrustKind::kNss ? place.path : place.path.parent_path());
  struct stat status {};
  // As root one can write to other users' databases, but then they could not any more.
  const bool is_others = place.kind == TrustKind::kNss && ::stat(folder.c_str(), &status) == 0 &&
                         status.st_uid != ::geteuid();
  if (!is_others && ::faccessat(AT_FDCWD, folder.c_str(), W_OK, AT_EACCESS) == 0) return {};
  if (place.kind == TrustKind::kNss) {
    return Fail(ErrorKind::kUnavailable,
                fmt::format("{} belongs to another user; run osslens ca install --nss as that user",
                            folder.native()));
  }
  return Fail(ErrorKind::kUnavailable,
              fmt::format("{} is writable for root only; run sudo osslens ca install --system "
                          "--data-dir {}",
                          folder.native(), root_file_.parent_path().parent_path().native()));
}

}  // namespace osslens::app
