#pragma once

#include <span>
#include <string_view>

namespace osslens::app {

// Whether a client follows the variables that osslens sets for it.
enum class Obedience {
  kObeys,
  kPartly,  // some of it does, or only under a condition that the advice names
  kIgnores,
};

// What is known of one SDK, tool or runtime. Facts as read from, and measured with, the versions that
// docs/guide/clients.md names; that page has a section for each, headed by the name, with the anchor `id`.
struct Client {
  std::string_view id;
  std::string_view name;
  Obedience obedience = Obedience::kObeys;
  // What to write in the app where it does not obey by itself, after "NAME ...: ". {proxy} is the proxy's URL, {host} and
  // {port} its parts, {bundle} the file with the authorities.
  std::string_view advice;
  std::string_view
      user_agent;  // how its User-Agent begins; empty where that is not known or not its own
};

// What gives a client away.
enum class ClueKind {
  kProgram,  // name of the program
  kPython,   // package in requirements and project files, module in the main script
  kNode,     // package
  kJava,     // artifact in pom.xml and build.gradle, jar, package in a source file
  kGo,       // module in go.mod or in the program itself
  kPhp,      // package in composer.json, namespace in the main script
  kRuby,     // gem
  kDotnet,   // package in a project file
  kNative,   // text in a program of machine code
};

struct Clue {
  ClueKind kind = ClueKind::kProgram;
  std::string_view word;
  std::string_view client;  // id
};

[[nodiscard]] std::span<const Client> Clients();
[[nodiscard]] std::span<const Clue> Clues();

// nullptr when there is none.
[[nodiscard]] const Client* FindClient(std::string_view id);
// By the User-Agent of a request.
[[nodiscard]] const Client* ClientOfUserAgent(std::string_view user_agent);

}  // namespace osslens::app
