#include "app/config_file.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

namespace osslens::app {
namespace {

// The scalar as a word of the command line; nothing for tables, dates and the like.
std::optional<std::string> WordOf(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto number = node.value_exact<int64_t>()) return fmt::format("{}", *number);
  if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
  return std::nullopt;
}

tl::unexpected<Error> Refuse(const std::string& path, const toml::source_position& at,
                             std::string_view what) {
  return Fail(ErrorKind::kInvalid, fmt::format("{}:{}:{}: {}", path, at.line, at.column, what));
}

Result<void> AddWords(const std::string& path, const std::string& key, const toml::node& node,
                      std::vector<std::string>& words) {
  if (const toml::array* array = node.as_array()) {
    for (const toml::node& element : *array) {
      const std::optional<std::string> word = WordOf(element);
      if (!word)
        return Refuse(path, element.source().begin,
                      fmt::format("an element of \"{}\" is not a plain value", key));
      words.push_back(fmt::format("--{}={}", key, *word));
    }
    return {};
  }
  const std::optional<std::string> word = WordOf(node);
  if (!word)
    return Refuse(path, node.source().begin, fmt::format("\"{}\" is not a plain value", key));
  words.push_back(fmt::format("--{}={}", key, *word));
  return {};
}

Result<std::string> ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return Fail(ErrorKind::kNotFound, fmt::format("cannot read the configuration file {}", path));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

Result<std::vector<std::string>> ReadConfigFile(
    const std::string& path, const std::function<bool(const std::string&)>& is_option) {
  const Result<std::string> text = ReadAll(path);
  if (!text) return tl::unexpected(text.error());
  std::vector<std::string> words;
  try {
    const toml::table table = toml::parse(*text, path);
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      if (!is_option(name)) {
        return Refuse(path, key.source().begin,
                      fmt::format("\"{}\" is not an option of osslens serve", name));
      }
      if (auto added = AddWords(path, name, node, words); !added)
        return tl::unexpected(added.error());
    }
  } catch (const toml::parse_error& error) {
    return Refuse(path, error.source().begin, error.description());
  }
  return words;
}

}  // namespace osslens::app
