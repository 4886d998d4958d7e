#include "app/trust/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/must.h"
#include "tests/support/temp_directory.h"

namespace osslens::app {
namespace {

TEST(FindProgram, TakesTheFirstExecutableFileInThePath) {
  const TempDirectory temp;
  for (const char* folder : {"a", "b", "c"}) std::filesystem::create_directory(temp / folder);
  std::filesystem::create_directory(temp / "a/tool");
  WriteFile(temp / "b/tool", "not executable");
  WriteFile(temp / "c/tool", "");
  ASSERT_EQ(::chmod((temp / "c/tool").c_str(), 0755), 0);
  const std::string path =
      (temp / "a").native() + ":" + (temp / "b").native() + "::" + (temp / "c").native();

  EXPECT_EQ(FindProgram("tool", path), temp / "c/tool");
  EXPECT_EQ(FindProgram("another-tool", path), std::nullopt);
}

TEST(RunProgram, GivesCodeAndOutputOfBothStreams) {
  const ProgramResult result =
      Must(RunProgram({"/bin/sh", "-c", "echo out; echo err >&2; exit 3"}));

  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.output, "out\nerr\n");
}

TEST(RunProgram, GivesNoInput) {
  EXPECT_EQ(Must(RunProgram({"/bin/sh", "-c", "read line || echo none"})).output, "none\n");
}

TEST(RunProgram, HandsOnWordsAsTheyAre) {
  EXPECT_EQ(Must(RunProgram({"/bin/sh", "-c", "printf %s \"$1\"", "sh", "a b'$c"})).output,
            "a b'$c");
}

TEST(RunProgram, TellsThatASignalEndedIt) {
  EXPECT_EQ(Must(RunProgram({"/bin/sh", "-c", "kill -9 $$"})).exit_code, 128 + 9);
}

TEST(RunProgram, KeepsOutputUpToItsLimitAndReadsTheRest) {
  const auto output = [](const std::string& bytes) {
    return Must(RunProgram({"/bin/sh", "-c", "head -c " + bytes + " /dev/zero; exit 0"})).output;
  };
  EXPECT_EQ(output("65536").size(), 65536U);
  EXPECT_EQ(output("300000").size(), 65536U);
}

TEST(RunProgram, SaysWhenItCannotBeStarted) {
  const auto result = RunProgram({"/absent/program"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "cannot run /absent/program: No such file or directory");
}

TEST(CommandText, QuotesWhatAShellWouldTakeApart) {
  EXPECT_EQ(CommandText({"/usr/bin/certutil", "-t", "C,,", "-d", "sql:/home/a b/x"}),
            "/usr/bin/certutil -t C,, -d 'sql:/home/a b/x'");
  EXPECT_EQ(CommandText({"echo", "", "it's", "$HOME", "a;b"}), "echo '' 'it'\\''s' '$HOME' 'a;b'");
}

}  // namespace
}  // namespace osslens::app
