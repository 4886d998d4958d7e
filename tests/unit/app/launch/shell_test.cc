#include "app/launch/shell.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace osslens::app {
namespace {

// Everything that a shell could take for something else.
constexpr std::string_view kNasty =
    "it's \"quoted\" $HOME `id` \\ \\' \\n ; & | < > * ? [a] {b} ~ # % ! \t two\nlines "
    "\u2018typographic\u2019 é";

std::string OutputOf(const std::string& command) {
  struct Close {
    void operator()(std::FILE* pipe) const { pclose(pipe); }
  };
  const std::unique_ptr<std::FILE, Close> pipe(popen(command.c_str(), "r"));
  std::string output;
  std::array<char, 256> piece{};
  while (const size_t got = fread(piece.data(), 1, piece.size(), pipe.get()))
    output.append(piece.data(), got);
  return output;
}

// Runs the program's script by a real shell, which gets it in a file.
std::string RunScript(const std::string& shell, const std::string& script) {
  const std::string file = testing::TempDir() + "osslens-shell-" + std::to_string(getpid());
  std::FILE* out = std::fopen(file.c_str(), "w");
  std::fputs(script.c_str(), out);
  std::fclose(out);
  std::string output = OutputOf(shell + " " + file);
  std::remove(file.c_str());
  return output;
}

bool has(const std::string& program) {
  return std::system(("command -v " + program + " > /dev/null").c_str()) == 0;
}

TEST(Shell, IsKnownByNameAndPath) {
  EXPECT_EQ(ShellOf("sh"), Shell::kSh);
  EXPECT_EQ(ShellOf("/bin/bash"), Shell::kSh);
  EXPECT_EQ(ShellOf("/usr/bin/fish"), Shell::kFish);
  EXPECT_EQ(ShellOf("powershell"), Shell::kPowerShell);
  EXPECT_EQ(ShellOf("/opt/microsoft/pwsh"), Shell::kPowerShell);
  EXPECT_EQ(ShellOf("cmd"), std::nullopt);
  EXPECT_EQ(ShellOf(""), std::nullopt);
}

TEST(Shell, LinesLookAsPeopleWriteThem) {
  EXPECT_EQ(SetLine(Shell::kSh, "A", "b c"), "export A='b c'");
  EXPECT_EQ(SetLine(Shell::kFish, "A", "b c"), "set -gx A 'b c'");
  EXPECT_EQ(SetLine(Shell::kPowerShell, "A", "b c"), "$env:A = 'b c'");
  EXPECT_EQ(UnsetLine(Shell::kSh, "A"), "unset A");
  EXPECT_EQ(UnsetLine(Shell::kFish, "A"), "set -e A");
  EXPECT_EQ(UnsetLine(Shell::kPowerShell, "A"), "Remove-Item Env:A -ErrorAction SilentlyContinue");
}

TEST(Shell, QuotesWhatEachShellWouldMisunderstand) {
  EXPECT_EQ(Quote(Shell::kSh, "it's"), "'it'\\''s'");
  EXPECT_EQ(Quote(Shell::kFish, "it's \\"), "'it\\'s \\\\'");
  EXPECT_EQ(Quote(Shell::kPowerShell, "it's \u2019 \\"), "'it''s \u2019\u2019 \\'");
  EXPECT_EQ(Quote(Shell::kSh, ""), "''");
}

class RealShell : public testing::TestWithParam<std::pair<const char*, Shell>> {};

TEST_P(RealShell, GivesProgramsTheValueAsItWas) {
  const auto [program, shell] = GetParam();
  if (!has(program)) GTEST_SKIP() << program << " is not installed";
  const std::string script = SetLine(shell, "OSSLENS_TEST", kNasty) + "\nprintenv OSSLENS_TEST\n";
  EXPECT_EQ(RunScript(program, script), std::string(kNasty) + "\n");
}

TEST_P(RealShell, RemovesAVariable) {
  const auto [program, shell] = GetParam();
  if (!has(program)) GTEST_SKIP() << program << " is not installed";
  const std::string script = SetLine(shell, "OSSLENS_TEST", "x") + "\n" +
                             UnsetLine(shell, "OSSLENS_TEST") +
                             "\nprintenv OSSLENS_TEST\necho done\n";
  EXPECT_EQ(RunScript(program, script), "done\n");
}

INSTANTIATE_TEST_SUITE_P(, RealShell,
                         testing::Values(std::pair("sh", Shell::kSh), std::pair("bash", Shell::kSh),
                                         std::pair("fish", Shell::kFish)),
                         [](const auto& test) { return std::string(test.param.first); });

}  // namespace
}  // namespace osslens::app
