#include "app/trust/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "base/text.h"

extern char** environ;

namespace osslens::app {
namespace {

constexpr size_t kOutputLimitBytes = size_t{64} * 1024;
constexpr int kSignalBase = 128;

tl::unexpected<Error> CannotRun(const std::string& program, int code) {
  return Fail(ErrorKind::kIo,
              fmt::format("cannot run {}: {}", program, std::generic_category().message(code)));
}

// Files that a spawned program begins with. Freed with the object.
class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }

  [[nodiscard]] posix_spawn_file_actions_t* get() { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

std::string ReadToEnd(int descriptor) {
  std::string output;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return output;
    // What is too much is read all the same, or the program would wait for ever.
    const size_t room = kOutputLimitBytes - output.size();
    output.append(buffer.data(), std::min(room, static_cast<size_t>(count)));
  }
}

int WaitFor(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? kSignalBase + WTERMSIG(status) : WEXITSTATUS(status);
}

bool IsExecutable(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::is_regular_file(file, error) && ::access(file.c_str(), X_OK) == 0;
}

}  // namespace

std::optional<std::filesystem::path> FindProgram(std::string_view name, std::string_view path) {
  std::vector<std::string_view> folders = Split(path, ':');
  folders.emplace_back("/usr/sbin");
  folders.emplace_back("/sbin");
  for (const std::string_view folder : folders) {
    // An empty entry means the current directory to a shell; here it means nothing.
    if (folder.empty()) continue;
    std::filesystem::path file = std::filesystem::path(folder) / name;
    if (IsExecutable(file)) return file;
  }
  return std::nullopt;
}

Result<ProgramResult> RunProgram(const std::vector<std::string>& words) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return CannotRun(words.front(), errno);
  FileActions actions;
  posix_spawn_file_actions_addopen(actions.get(), STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(actions.get(), pipe[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(actions.get(), pipe[1], STDERR_FILENO);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  // posix_spawn() takes pointers to what it does not change.
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int code = ::posix_spawn(&child, words.front().c_str(), actions.get(), nullptr,
                                 arguments.data(), environ);
  ::close(pipe[1]);
  if (code != 0) {
    ::close(pipe[0]);
    return CannotRun(words.front(), code);
  }
  ProgramResult result;
  result.output = ReadToEnd(pipe[0]);
  ::close(pipe[0]);
  result.exit_code = WaitFor(child);
  return result;
}

std::string CommandText(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ' ';
    const bool is_plain =
        !word.empty() && word.find_first_not_of(
                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "0123456789-_./:,=+@%") == std::string::npos;
    if (is_plain) {
      text += word;
      continue;
    }
    text += '\'';
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    text += '\'';
  }
  return text;
}

}  // namespace osslens::app
