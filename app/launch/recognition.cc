#include "app/launch/recognition.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <system_error>

#include "app/launch/file_text.h"
#include "app/launch/go_build_info.h"
#include "base/text.h"

namespace osslens::app {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kTextLimit = 1 << 20;  // of a project file or script
constexpr uint64_t kJarLimit = 8 << 20;   // its end, where the names of its files stand
constexpr uint64_t kProgramLimit = 64 << 20;
constexpr int kFoldersUp = 8;
constexpr size_t kProjectFilesLimit = 64;  // of one folder

// A runtime: its programs, what it runs, and where its projects name their packages.
struct Runtime {
  ClueKind kind;
  std::string_view client;    // what it does by itself
  std::string_view programs;  // names, separated by blanks
  std::string_view sources;   // endings
  std::string_view projects;  // names or, with a *, patterns
};

constexpr auto kRuntimes = std::to_array<Runtime>({
    {ClueKind::kPython, "python-runtime",
     "python pypy pip pytest uv uvicorn gunicorn celery flask poetry pipenv ipython", ".py",
     "requirements*.txt pyproject.toml setup.py setup.cfg Pipfile"},
    {ClueKind::kNode, "node-runtime", "node nodejs npm npx yarn pnpm tsx ts-node bun",
     ".js .mjs .cjs .ts .mts", "package.json"},
    {ClueKind::kJava, "java-runtime", "java mvn mvnw gradle gradlew kotlin scala", ".java .jar",
     "pom.xml build.gradle build.gradle.kts"},
    {ClueKind::kGo, "go-runtime", "go", ".go", "go.mod"},
    {ClueKind::kPhp, "php-runtime", "php composer artisan", ".php", "composer.json"},
    {ClueKind::kRuby, "ruby-runtime", "ruby bundle rails rake irb", ".rb",
     "Gemfile Gemfile.lock *.gemspec"},
    {ClueKind::kDotnet, "dotnet-runtime", "dotnet", ".cs",
     "*.csproj *.fsproj Directory.Packages.props"},
});

constexpr auto kShells =
    std::to_array<std::string_view>({"sh", "bash", "dash", "zsh", "fish", "ksh"});

bool HasWord(std::string_view words, std::string_view word) {
  const auto parts = Split(words, ' ');
  return std::find(parts.begin(), parts.end(), word) != parts.end();
}

// "python3.11" is a python, "php8.2" a php.
std::string_view WithoutVersion(std::string_view name) {
  while (!name.empty() &&
         ((name.back() >= '0' && name.back() <= '9') || name.back() == '.' || name.back() == '-'))
    name.remove_suffix(1);
  return name;
}

const Runtime* RuntimeOf(const std::string& program) {
  for (const Runtime& runtime : kRuntimes) {
    if (HasWord(runtime.programs, program) || HasWord(runtime.programs, WithoutVersion(program)))
      return &runtime;
  }
  return nullptr;
}

// Where the shell would find it.
fs::path Locate(const std::string& word, const fs::path& directory, std::string_view path) {
  if (word.find('/') != std::string::npos) return directory / word;
  for (const std::string_view folder : Split(path, ':')) {
    fs::path candidate = directory / fs::path(folder) / word;
    std::error_code ignored;
    if (fs::is_regular_file(candidate, ignored) && access(candidate.c_str(), X_OK) == 0)
      return candidate;
  }
  return {};
}

// Skips what only starts another command: env with its assignments, nohup, nice, time.
size_t FirstRealWord(const std::vector<std::string>& words) {
  size_t at = 0;
  while (at + 1 < words.size()) {
    const std::string name = fs::path(words[at]).filename();
    if (!HasWord("env nohup nice time setsid exec stdbuf xvfb-run", name)) break;
    ++at;
    while (at + 1 < words.size() &&
           (words[at].starts_with('-') || words[at].find('=') != std::string::npos))
      ++at;
  }
  return at;
}

// A folder and those above it.
std::vector<fs::path> Upwards(fs::path folder) {
  std::vector<fs::path> folders;
  for (int i = 0; i < kFoldersUp && !folder.empty(); ++i) {
    folders.push_back(folder);
    if (folder == folder.parent_path()) break;
    folder = folder.parent_path();
  }
  return folders;
}

class Search {
 public:
  explicit Search(const Launched& launched) : launched_(launched) {}

  Recognition Run() {
    words_.assign(
        launched_.words.begin() + static_cast<std::ptrdiff_t>(FirstRealWord(launched_.words)),
        launched_.words.end());
    const std::string name = fs::path(words_.front()).filename();
    if (name == "sudo") {
      found_.is_sudo = true;
      return std::move(found_);
    }
    found_.is_interactive_shell =
        words_.size() == 1 && std::find(kShells.begin(), kShells.end(), name) != kShells.end();
    const fs::path program = Locate(words_.front(), launched_.directory, launched_.path);
    if (const Client* client = ByProgramName(name, program)) {
      Add(client, "the command");
      return std::move(found_);
    }
    LookAt(name, program);
    NoteProxyAgent();
    return std::move(found_);
  }

 private:
  void LookAt(const std::string& name, const fs::path& program) {
    if (const Runtime* runtime = RuntimeOf(name)) {
      LookAtRuntime(*runtime);
    } else if (const std::string beginning = ReadBeginning(program, 4); beginning ==
                                                                        "\x7f"
                                                                        "ELF") {
      LookAtMachineCode(name, program);
    } else if (beginning.starts_with("#!")) {
      LookAtScript(program);
    } else {
      LookAtProjects(nullptr);
    }
  }

  const Client* ByProgramName(const std::string& name, const fs::path& program) const {
    for (const Clue& clue : Clues()) {
      if (clue.kind != ClueKind::kProgram || clue.word != name) continue;
      if (clue.client != "ossutil-2") return FindClient(clue.client);
      // Both versions have that name, and are made from different SDKs.
      const auto info = ReadGoBuildInfo(program);
      const bool is_first =
          info &&
          std::any_of(info->modules.begin(), info->modules.end(), [](const std::string& module) {
            return module == "github.com/aliyun/aliyun-oss-go-sdk";
          });
      return FindClient(is_first ? "ossutil-1" : "ossutil-2");
    }
    return nullptr;
  }

  // What the runtime runs, then its project; what the runtime does by itself when neither tells more.
  void LookAtRuntime(const Runtime& runtime) {
    for (size_t i = 1; i < words_.size(); ++i) {
      const fs::path file = launched_.directory / words_[i];
      const std::string ending = file.extension();
      if (ending.empty() || !HasWord(runtime.sources, ending)) continue;
      std::error_code ignored;
      if (!fs::is_regular_file(file, ignored)) continue;
      LookInto(runtime.kind, file);
      script_folder_ = fs::absolute(file, ignored).parent_path();
      break;
    }
    if (runtime.kind == ClueKind::kJava) LookAtClassPath();
    if (found_.clients.empty()) LookAtProjects(&runtime);
    if (found_.clients.empty()) Add(FindClient(runtime.client), "the command");
  }

  void LookInto(ClueKind kind, const fs::path& file) {
    if (file.extension() == ".jar") {
      AddByPart(ReadEnd(file, kJarLimit), file.filename());
    } else {
      AddByText(kind, ReadBeginning(file, kTextLimit), file);
    }
  }

  void LookAtClassPath() {
    for (size_t i = 1; i + 1 < words_.size(); ++i) {
      if (HasWord("-cp -classpath --class-path", words_[i]))
        AddByPart(words_[i + 1], "the class path");
    }
  }

  // In names of jars the version follows: "aliyun-sdk-oss-3.18.4.jar".
  void AddByPart(std::string_view names, const std::string& by) {
    for (const Clue& clue : Clues()) {
      if (clue.kind == ClueKind::kJava && names.find(clue.word) != std::string_view::npos)
        Add(FindClient(clue.client), by);
    }
  }

  void LookAtScript(const fs::path& script) {
    // "#!/usr/bin/env python3" or "#!/usr/bin/python3 -u"
    const std::string text = ReadBeginning(script, 256);
    std::string line = text.substr(2, text.find('\n') - 2);
    for (const std::string_view word : Split(line, ' ')) {
      const Runtime* runtime = RuntimeOf(fs::path(word).filename());
      if (runtime == nullptr) continue;
      LookInto(runtime->kind, script);
      std::error_code ignored;
      script_folder_ = fs::canonical(script, ignored).parent_path();
      if (found_.clients.empty()) LookAtProjects(runtime);
      if (found_.clients.empty()) Add(FindClient(runtime->client), "its first line");
      return;
    }
    LookAtProjects(nullptr);
  }

  void LookAtMachineCode(const std::string& name, const fs::path& program) {
    if (const auto info = ReadGoBuildInfo(program)) {
      for (const std::string& module : info->modules) AddByText(ClueKind::kGo, module, program);
      if (found_.clients.empty()) Add(FindClient("go-runtime"), "the program");
      return;
    }
    // Shells and builders start something else, which only the project can tell.
    const bool starts_others = std::find(kShells.begin(), kShells.end(), name) != kShells.end() ||
                               HasWord("make cmake ninja busybox timeout", name);
    if (starts_others) return LookAtProjects(nullptr);
    AddByText(ClueKind::kNative, ReadBeginning(program, kProgramLimit), program);
  }

  // Of one runtime, or of all when the command does not tell which it will start. The nearest project counts.
  void LookAtProjects(const Runtime* only) {
    std::vector<fs::path> starts{launched_.directory};
    if (!script_folder_.empty()) starts.insert(starts.begin(), script_folder_);
    for (const Runtime& runtime : kRuntimes) {
      if (only != nullptr && only != &runtime) continue;
      for (const fs::path& start : starts) {
        for (const fs::path& folder : Upwards(start)) {
          if (LookAtProjectIn(folder, runtime)) break;
        }
      }
    }
  }

  // Whether there is one.
  bool LookAtProjectIn(const fs::path& folder, const Runtime& runtime) {
    bool is_there = false;
    size_t looked_at = 0;
    for (const std::string_view project : Split(runtime.projects, ' ')) {
      if (project.find('*') == std::string_view::npos) {
        std::error_code ignored;
        if (!fs::is_regular_file(folder / project, ignored)) continue;
        LookInto(runtime.kind, folder / project);
        is_there = true;
        continue;
      }
      std::error_code error;
      for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
           entry.increment(error)) {
        if (!GlobMatch(project, entry->path().filename().string())) continue;
        if (++looked_at > kProjectFilesLimit) break;
        LookInto(runtime.kind, entry->path());
        is_there = true;
      }
    }
    return is_there;
  }

  // urllib, on which ali-oss stands, loads it by name from where it is installed itself.
  void NoteProxyAgent() {
    const bool has_ali_oss =
        std::any_of(found_.clients.begin(), found_.clients.end(),
                    [](const Recognised& one) { return one.client->id == "node-ali-oss"; });
    if (!has_ali_oss) return;
    bool is_installed = false, has_agent = false;
    for (const fs::path& start : {launched_.directory, script_folder_}) {
      for (const fs::path& folder : Upwards(start)) {
        std::error_code ignored;
        is_installed |= fs::is_directory(folder / "node_modules" / "ali-oss", ignored);
        has_agent |= fs::is_directory(folder / "node_modules" / "proxy-agent", ignored);
      }
    }
    found_.lacks_proxy_agent = is_installed && !has_agent;
  }

  void AddByText(ClueKind kind, std::string_view text, const fs::path& file) {
    for (const Clue& clue : Clues()) {
      if (clue.kind == kind && ContainsWord(text, clue.word))
        Add(FindClient(clue.client), file.filename());
    }
  }

  void Add(const Client* client, std::string by) {
    const bool is_known = std::any_of(found_.clients.begin(), found_.clients.end(),
                                      [client](const auto& one) { return one.client == client; });
    if (client != nullptr && !is_known) found_.clients.push_back({client, std::move(by)});
  }

  const Launched& launched_;
  std::vector<std::string> words_;
  fs::path script_folder_;
  Recognition found_;
};

}  // namespace

Recognition Recognise(const Launched& launched) { return Search(launched).Run(); }

}  // namespace osslens::app
