#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/launch/client_table.h"

namespace osslens::app {

// What is about to be started.
struct Launched {
  std::vector<std::string> words;   // the command line; not empty
  std::filesystem::path directory;  // where it will run
  std::string path;                 // PATH, where the program is looked up
};

struct Recognised {
  const Client* client = nullptr;
  std::string by;  // what gave it away: "package.json", "app.py", "the program"
};

struct Recognition {
  std::vector<Recognised>
      clients;  // each once, the surest first; empty when nothing was recognised
  bool lacks_proxy_agent =
      false;  // ali-oss is installed and proxy-agent, by which it uses a proxy, is not
  bool is_interactive_shell = false;  // a shell that waits for somebody to type
  bool is_sudo = false;               // sudo gives its command an environment of its own
};

// Looks at the command line, at project files from its directory and its script's directory upwards, and into the script,
// jar or program itself. Reads a bounded part of each file and changes nothing; what cannot be read tells nothing.
[[nodiscard]] Recognition Recognise(const Launched& launched);

}  // namespace osslens::app
