#include "app/credential_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace osslens::app {
namespace {

// A key takes a few hundred bytes.
constexpr off_t kMostBytes = 1024 * 1024;

class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  const int descriptor_;
};

// Looks at the opened file, so that what is checked is what is read.
Result<void> CheckFile(int descriptor, const std::string& path) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) {
    return Fail(ErrorKind::kIo, fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  }
  if (!S_ISREG(status.st_mode)) {
    return Fail(ErrorKind::kInvalid, fmt::format("{} is not a regular file", path));
  }
  if ((status.st_mode & 077) != 0) {
    return Fail(ErrorKind::kInvalid,
                fmt::format("{} holds secrets and is open to other users (mode {:04o}); run chmod "
                            "600 on it",
                            path, status.st_mode & 07777));
  }
  if (status.st_size > kMostBytes) {
    return Fail(ErrorKind::kInvalid, fmt::format("{} is larger than 1 MiB", path));
  }
  return {};
}

Result<Secret> ReadAll(const std::string& path) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) {
    return Fail(ErrorKind::kNotFound,
                fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  }
  if (auto checked = CheckFile(file.get(), path); !checked) return tl::unexpected(checked.error());
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t count = read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return Fail(ErrorKind::kIo, fmt::format("cannot read {}: {}", path, std::strerror(errno)));
    }
    if (count == 0) break;
    text.append(buffer.data(), static_cast<size_t>(count));
  }
  return Secret(std::move(text));
}

// Reads the tables and keeps the first fault.
class Reader {
 public:
  explicit Reader(const std::string& path) : path_(path) {}

  [[nodiscard]] Result<std::vector<oss::AccessKey>> Read(const toml::table& root) {
    for (const auto& [key, node] : root) {
      if (key.str() != "credential") {
        Fault(key.source().begin,
              fmt::format("\"{}\" is unknown; the file has [[credential]] tables", key.str()));
      }
    }
    const toml::array* tables = root["credential"].as_array();
    if (tables == nullptr || tables->empty()) {
      Fault(root.source().begin, "there is no [[credential]] table");
    } else {
      for (const toml::node& node : *tables) ReadTable(node);
    }
    if (!fault_.empty()) return Fail(ErrorKind::kInvalid, fault_);
    return std::move(keys_);
  }

 private:
  void Fault(const toml::source_position& at, std::string_view what) {
    if (fault_.empty()) fault_ = fmt::format("{}:{}:{}: {}", path_, at.line, at.column, what);
  }

  void ReadTable(const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return Fault(node.source().begin, "\"credential\" must be a table");
    constexpr std::array<std::string_view, 5> kNames = {"id", "secret", "token", "region", "note"};
    for (const auto& [key, value] : *table) {
      if (std::ranges::find(kNames, key.str()) == kNames.end()) {
        Fault(key.source().begin,
              fmt::format("\"{}\" is unknown; a credential has id, secret, token, region and note",
                          key.str()));
      }
    }
    oss::AccessKey key;
    key.id = Text(*table, "id", true);
    key.secret = Secret(Text(*table, "secret", true));
    key.token = Secret(Text(*table, "token", false));
    key.region = Text(*table, "region", false);
    key.note = Text(*table, "note", false);
    const bool known = std::ranges::find(keys_, key.id, &oss::AccessKey::id) != keys_.end();
    if (known) Fault((*table)["id"].node()->source().begin, "this id was given before");
    keys_.push_back(std::move(key));
  }

  std::string Text(const toml::table& table, std::string_view name, bool compulsory) {
    const toml::node* node = table.get(name);
    if (node == nullptr) {
      if (compulsory) Fault(table.source().begin, fmt::format("\"{}\" is missing", name));
      return {};
    }
    const auto text = node->value_exact<std::string>();
    if (!text || text->empty()) {
      Fault(node->source().begin, fmt::format("\"{}\" must be a text that is not empty", name));
      return {};
    }
    // What is searched for are blanks around the secret that the app uses, so there must be none here.
    constexpr std::string_view kBlanks = " \t\r\n";
    if (name != "note" && (kBlanks.find(text->front()) != std::string_view::npos ||
                           kBlanks.find(text->back()) != std::string_view::npos)) {
      Fault(node->source().begin, fmt::format("\"{}\" begins or ends with a blank", name));
    }
    return *text;
  }

  const std::string& path_;
  std::vector<oss::AccessKey> keys_;
  std::string fault_;
};

}  // namespace

Result<std::vector<oss::AccessKey>> ReadCredentialFile(const std::string& path) {
  const Result<Secret> text = ReadAll(path);
  if (!text) return tl::unexpected(text.error());
  try {
    const toml::table root = toml::parse(text->reveal(), path);
    return Reader(path).Read(root);
  } catch (const toml::parse_error& error) {
    // The description may quote what stands there, which may be a secret.
    const toml::source_position at = error.source().begin;
    return Fail(ErrorKind::kInvalid,
                fmt::format("{}:{}:{}: this is not valid TOML", path, at.line, at.column));
  }
}

Result<oss::Keyring> ReadKeyring(const std::string& path) {
  if (path.empty()) return oss::Keyring();
  Result<std::vector<oss::AccessKey>> keys = ReadCredentialFile(path);
  if (!keys) return Fail(keys.error().kind, "--credential: " + keys.error().message);
  return oss::Keyring(std::move(*keys));
}

}  // namespace osslens::app
