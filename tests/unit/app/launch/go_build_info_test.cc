#include "app/launch/go_build_info.h"

#include <elf.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <string>

namespace osslens::app {
namespace {

template <class T>
std::string BytesOf(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::string WithLength(const std::string& text) {
  std::string varint;
  size_t length = text.size();
  for (; length >= 0x80; length >>= 7) varint += static_cast<char>((length & 0x7f) | 0x80);
  return varint + static_cast<char>(length) + text;
}

// An ELF file with the one section, as the Go linker lays it out; no toolchain of Go is needed for it.
std::string Program(const std::string& section, const std::string& name = ".go.buildinfo") {
  const std::string names = std::string("\0", 1) + name + std::string("\0.shstrtab\0", 11);
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shnum = 3;
  header.e_shstrndx = 2;
  header.e_shoff = sizeof header + section.size() + names.size();
  Elf64_Shdr none{}, info{}, strings{};
  info.sh_name = 1;
  info.sh_offset = sizeof header;
  info.sh_size = section.size();
  strings.sh_name = static_cast<Elf64_Word>(name.size() + 2);
  strings.sh_offset = sizeof header + section.size();
  strings.sh_size = names.size();
  return BytesOf(header) + section + names + BytesOf(none) + BytesOf(info) + BytesOf(strings);
}

const std::string kMagic{"\xff Go buildinf:", 14};

std::string Section(const std::string& modules) {
  // pointer size, then flags: texts are inline; padded to 32 bytes
  return kMagic + std::string("\x08\x02", 2) + std::string(16, '\0') + WithLength("go1.22.1") +
         WithLength(modules);
}

class GoBuildInfoTest : public testing::Test {
 protected:
  ~GoBuildInfoTest() override { std::filesystem::remove(file_); }

  std::optional<GoBuildInfo> Read(const std::string& bytes) const {
    std::ofstream(file_, std::ios::binary) << bytes;
    return ReadGoBuildInfo(file_);
  }

  const std::filesystem::path file_ = testing::TempDir() + "osslens-go-" + std::to_string(getpid());
};

TEST_F(GoBuildInfoTest, ReadsVersionAndModules) {
  const std::string mark(16, '\x30');
  const auto info = Read(
      Program(Section(mark +
                      "path\tcommand-line-arguments\nmod\texample.com/app\t(devel)\t\n"
                      "dep\tgithub.com/aliyun/aliyun-oss-go-sdk\tv3.0.2+incompatible\th1:abc=\n"
                      "build\tCGO_ENABLED=0\n" +
                      mark)));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->version, "go1.22.1");
  EXPECT_EQ(info->modules,
            (std::vector<std::string>{"example.com/app", "github.com/aliyun/aliyun-oss-go-sdk"}));
}

TEST_F(GoBuildInfoTest, ReadsTextsLongerThanOneByteOfLengthTells) {
  std::string modules = std::string(16, ' ') + "path\tx\n";
  for (int i = 0; i < 40; ++i) modules += "dep\texample.com/m" + std::to_string(i) + "\tv1\n";
  const auto info = Read(Program(Section(modules)));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->modules.size(), 40U);
}

TEST_F(GoBuildInfoTest, AnOlderFormTellsOnlyThatItIsGo) {
  const auto info = Read(Program(kMagic + std::string("\x08\x00", 2) + std::string(16, '\0')));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->version, "");
}

TEST_F(GoBuildInfoTest, OtherFilesAreNoProgramsOfGo) {
  EXPECT_FALSE(Read(""));
  EXPECT_FALSE(Read("#!/bin/sh\n"));
  EXPECT_FALSE(Read(Program(Section(""), ".other")));
  EXPECT_FALSE(Read(Program("no magic here, but long enough to hold all of the header")));
  EXPECT_FALSE(ReadGoBuildInfo("/nonexistent"));
}

TEST_F(GoBuildInfoTest, ACutFileIsReadWithoutHarm) {
  const std::string whole = Program(Section(std::string(16, ' ') + "mod\texample.com/app\t\n"));
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(Read(whole.substr(0, size))) << size;
  EXPECT_TRUE(Read(whole));
}

TEST_F(GoBuildInfoTest, ALengthBeyondTheSectionGivesNothing) {
  const auto info = Read(Program(kMagic + std::string("\x08\x02", 2) + std::string(16, '\0') +
                                 "\xff\xff\xff\xff\x0f short"));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->version, "");
  EXPECT_TRUE(info->modules.empty());
}

}  // namespace
}  // namespace osslens::app
