#include "app/running_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

#include "app/data_directory_lock.h"

namespace osslens::app {
namespace {

constexpr const char* kName = "running.json";

std::optional<net::SocketAddress> AddressIn(const nlohmann::json& json, const char* name) {
  const auto member = json.find(name);
  if (member == json.end() || !member->is_string()) return std::nullopt;
  const auto address = net::SocketAddress::Parse(member->get_ref<const std::string&>());
  return address ? std::optional(*address) : std::nullopt;
}

bool is_true(const nlohmann::json& json, const char* name) {
  const auto member = json.find(name);
  return member != json.end() && *member == true;
}

std::optional<RunningInstance> Parse(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto proxy = AddressIn(json, "proxy"), web = AddressIn(json, "web");
  if (!proxy || !web) return std::nullopt;
  return RunningInstance{.proxy = *proxy,
                         .web = *web,
                         .asks_for_password = is_true(json, "asks_for_password"),
                         .ends_with_command = is_true(json, "ends_with_command")};
}

}  // namespace

Result<RunningFile> RunningFile::Write(const std::filesystem::path& directory,
                                       const RunningInstance& instance) {
  const nlohmann::ordered_json json{{"proxy", instance.proxy.ToString()},
                                    {"web", instance.web.ToString()},
                                    {"pid", getpid()},
                                    {"asks_for_password", instance.asks_for_password},
                                    {"ends_with_command", instance.ends_with_command}};
  const std::string text = json.dump() + "\n";
  const std::filesystem::path file = directory / kName;
  const std::filesystem::path partial = directory / (std::string(kName) + ".partial");
  // Only the holder of the lock comes here, so nobody else writes these two.
  const int descriptor =
      open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  bool is_written = false;
  if (descriptor >= 0) {
    is_written = write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    close(descriptor);
  }
  if (!is_written || rename(partial.c_str(), file.c_str()) != 0) {
    return Fail(ErrorKind::kIo, fmt::format("cannot write {}: {}", file.string(),
                                            std::generic_category().message(errno)));
  }
  return RunningFile(file);
}

RunningFile::~RunningFile() {
  if (!file_.empty()) unlink(file_.c_str());
}

Result<std::optional<RunningInstance>> FindRunning(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / kName;
  std::ifstream file(path);
  if (!file) return std::nullopt;
  const std::string text(std::istreambuf_iterator<char>(file), {});
  // Whoever gets the lock finds what a killed process left behind.
  if (DataDirectoryLock::Take(directory)) return std::nullopt;
  std::optional<RunningInstance> instance = Parse(text);
  if (instance) return instance;
  return Fail(
      ErrorKind::kInvalid,
      fmt::format("{} does not say where the osslens that uses {} listens; restart that osslens",
                  path.string(), directory.string()));
}

}  // namespace osslens::app
