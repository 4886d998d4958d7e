#pragma once

namespace osslens::app {

// Exit codes of every command.
constexpr int kExitDone = 0;
constexpr int kExitFailed = 1;
constexpr int kExitWrongUsage = 2;

// Runs the command that the words name and gives the exit code. Errors go to stderr as one sentence.
[[nodiscard]] int RunCommandLine(int argc, const char* const* argv);

}  // namespace osslens::app
