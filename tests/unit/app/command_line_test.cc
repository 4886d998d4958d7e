#include "app/command_line.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

namespace osslens::app {
namespace {

struct Outcome {
  int exit_code = 0;
  std::string out, err;
};

Outcome RunWith(std::initializer_list<const char*> words) {
  std::vector<const char*> argv{"osslens"};
  argv.insert(argv.end(), words);
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Outcome outcome;
  outcome.exit_code = RunCommandLine(static_cast<int>(argv.size()), argv.data());
  outcome.out = testing::internal::GetCapturedStdout();
  outcome.err = testing::internal::GetCapturedStderr();
  return outcome;
}

TEST(CommandLine, TellsItsVersion) {
  const Outcome outcome = RunWith({"--version"});
  EXPECT_EQ(outcome.exit_code, kExitDone);
  EXPECT_EQ(outcome.out.find("osslens "), 0U) << outcome.out;
}

TEST(CommandLine, HelpsWithEveryCommand) {
  for (const char* command : {"serve", "run", "env", "list", "show", "export"}) {
    const Outcome outcome = RunWith({command, "--help"});
    EXPECT_EQ(outcome.exit_code, kExitDone) << command;
    EXPECT_NE(outcome.out.find("--data-dir"), std::string::npos) << command;
  }
}

TEST(CommandLine, WrongUsageIsOneSentenceAndExitCodeTwo) {
  const Outcome unknown = RunWith({"serve", "--lisen", "x"});
  EXPECT_EQ(unknown.exit_code, kExitWrongUsage);
  EXPECT_EQ(unknown.err.find("osslens: "), 0U) << unknown.err;
  EXPECT_NE(unknown.err.find("--lisen"), std::string::npos) << unknown.err;
  EXPECT_EQ(unknown.err.find('\n'), unknown.err.size() - 1) << unknown.err;
  EXPECT_EQ(RunWith({}).exit_code, kExitWrongUsage);
  EXPECT_EQ(RunWith({"nonsense"}).exit_code, kExitWrongUsage);
}

TEST(CommandLine, NamesTheOptionWhoseValueIsWrong) {
  const Outcome outcome = RunWith({"serve", "--max-size", "lots", "--log-level", "off"});
  EXPECT_EQ(outcome.exit_code, kExitWrongUsage);
  EXPECT_EQ(outcome.err,
            "osslens: --max-size: \"lots\" is not a size such as 4096, 256K, 100M or 2G\n");
}

TEST(CommandLine, AMissingConfigurationFileIsAFailure) {
  const Outcome outcome = RunWith({"serve", "--config", "/nonexistent/osslens.toml"});
  EXPECT_EQ(outcome.exit_code, kExitFailed);
  EXPECT_EQ(outcome.err, "osslens: cannot read the configuration file /nonexistent/osslens.toml\n");
}

}  // namespace
}  // namespace osslens::app
