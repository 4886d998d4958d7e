#include "app/launch/recognition.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace osslens::app {
namespace {

namespace fs = std::filesystem;

class RecognitionTest : public testing::Test {
 protected:
  RecognitionTest() { fs::create_directories(Folder("bin")); }
  ~RecognitionTest() override { fs::remove_all(root_); }

  fs::path Folder(const std::string& name) const { return root_ / name; }

  void File(const std::string& name, const std::string& text) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << text;
  }
  void Program(const std::string& name, const std::string& text) const {
    File(name, text);
    fs::permissions(root_ / name, fs::perms::owner_all);
  }

  // "client by what, ..." of a command that runs in the folder "app".
  std::string Recognised(std::vector<std::string> words) {
    fs::create_directories(Folder("app"));
    found_ = Recognise(
        {.words = std::move(words), .directory = Folder("app"), .path = Folder("bin").string()});
    std::string text;
    for (const auto& [client, by] : found_.clients)
      text += (text.empty() ? "" : ", ") + std::string(client->id) + " by " + by;
    return text;
  }

  const fs::path root_ = testing::TempDir() + "osslens-recognition-" + std::to_string(getpid());
  Recognition found_;
};

TEST_F(RecognitionTest, KnowsToolsByTheirName) {
  EXPECT_EQ(Recognised({"curl", "http://example.com"}), "curl by the command");
  EXPECT_EQ(Recognised({"/usr/local/bin/rclone", "ls"}), "rclone by the command");
  EXPECT_EQ(Recognised({"ossfs2", "mount"}), "ossfs-2 by the command");
  EXPECT_EQ(Recognised({"ossutil64", "ls"}), "ossutil-1 by the command");
  EXPECT_EQ(Recognised({"ossutil", "ls"}), "ossutil-2 by the command");
}

TEST_F(RecognitionTest, LooksThroughWhatOnlyStartsAnother) {
  EXPECT_EQ(Recognised({"env", "-i", "A=b", "curl", "x"}), "curl by the command");
  EXPECT_EQ(Recognised({"nohup", "nice", "curl"}), "curl by the command");
  EXPECT_EQ(Recognised({"env"}), "");
}

TEST_F(RecognitionTest, LooksIntoThePythonScriptFirst) {
  File("app/main.py", "import os\nfrom oss2 import Auth\n");
  File("app/requirements.txt", "alibabacloud-oss-v2==1.3.2\n");
  EXPECT_EQ(Recognised({"python3.11", "-u", "main.py"}), "python-oss2 by main.py");
  EXPECT_EQ(Recognised({"python3", "-m", "main"}), "python-v2 by requirements.txt");
}

TEST_F(RecognitionTest, SaysWhatARuntimeDoesWhenTheProjectTellsNothing) {
  File("app/main.py", "import requests\n");
  EXPECT_EQ(Recognised({"python3", "main.py"}), "python-runtime by the command");
  EXPECT_EQ(Recognised({"java", "-jar", "none.jar"}), "java-runtime by the command");
}

TEST_F(RecognitionTest, FindsTheProjectAboveTheDirectoryAndTheScript) {
  File("package.json", R"({"dependencies": {"ali-oss": "^6.23.0"}})");
  EXPECT_EQ(Recognised({"node", "server.js"}), "node-ali-oss by package.json");
  EXPECT_EQ(Recognised({"npm", "start"}), "node-ali-oss by package.json");
  File("app/package.json", R"({"dependencies": {"express": "4"}})");
  EXPECT_EQ(Recognised({"npm", "start"}), "node-runtime by the command") << "the nearest counts";
}

TEST_F(RecognitionTest, NoticesThatAliOssLacksWhatItNeedsForAProxy) {
  File("package.json", R"({"dependencies": {"ali-oss": "^6.23.0"}})");
  Recognised({"npm", "start"});
  EXPECT_FALSE(found_.lacks_proxy_agent) << "nothing is installed here, so nothing is known";
  fs::create_directories(Folder("node_modules/ali-oss"));
  Recognised({"npm", "start"});
  EXPECT_TRUE(found_.lacks_proxy_agent);
  fs::create_directories(Folder("app/node_modules/proxy-agent"));
  Recognised({"npm", "start"});
  EXPECT_FALSE(found_.lacks_proxy_agent);
}

TEST_F(RecognitionTest, LooksIntoJarsSourcesAndBuildFilesOfJava) {
  File("app/app.jar", std::string(100, '\0') + "BOOT-INF/lib/aliyun-sdk-oss-3.18.4.jar");
  EXPECT_EQ(Recognised({"java", "-Xmx1g", "-jar", "app.jar"}), "java-v1 by app.jar");
  File("app/Main.java", "import com.aliyun.sdk.service.oss2.OSSClient;\n");
  EXPECT_EQ(Recognised({"java", "Main.java"}), "java-v2 by Main.java");
  EXPECT_EQ(Recognised({"java", "-cp", "a.jar:lib/aliyun-sdk-oss-3.18.4.jar", "Main"}),
            "java-v1 by the class path");
  File("app/pom.xml", "<artifactId>alibabacloud-oss-v2</artifactId>");
  EXPECT_EQ(Recognised({"mvn", "exec:java"}), "java-v2 by pom.xml");
}

TEST_F(RecognitionTest, KnowsTheOtherLanguagesByTheirProjects) {
  File("app/go.mod", "require github.com/aliyun/alibabacloud-oss-go-sdk-v2 v1.5.1\n");
  EXPECT_EQ(Recognised({"go", "run", "."}), "go-v2 by go.mod");
  File("app/composer.json", R"({"require": {"aliyuncs/oss-sdk-php": "^2.7"}})");
  EXPECT_EQ(Recognised({"php8.2", "index.php"}), "php-v1 by composer.json");
  File("app/Gemfile", "gem 'aliyun-sdk', '~> 0.8'\n");
  EXPECT_EQ(Recognised({"bundle", "exec", "rake"}), "ruby by Gemfile");
  File("app/app.csproj", R"(<PackageReference Include="AlibabaCloud.OSS.V2" Version="0.1.2" />)");
  EXPECT_EQ(Recognised({"dotnet", "run"}), "dotnet-v2 by app.csproj");
}

TEST_F(RecognitionTest, FollowsTheFirstLineOfAScript) {
  Program("bin/manage", "#!/usr/bin/env python3\nimport oss2\n");
  EXPECT_EQ(Recognised({"manage", "migrate"}), "python-oss2 by manage");
  Program("bin/plain", "#!/usr/bin/python3 -u\nprint(1)\n");
  EXPECT_EQ(Recognised({"plain"}), "python-runtime by its first line");
}

TEST_F(RecognitionTest, LooksAtAllProjectsWhenAShellStartsTheApp) {
  Program("bin/run.sh", "#!/bin/sh\nexec go run .\n");
  File("app/go.mod", "require github.com/aliyun/aliyun-oss-go-sdk v3.0.2\n");
  File("app/package.json", R"({"dependencies": {"ali-oss": "6"}})");
  EXPECT_EQ(Recognised({"run.sh"}), "node-ali-oss by package.json, go-v1 by go.mod");
}

TEST_F(RecognitionTest, FindsTheSdkInMachineCode) {
  Program("bin/uploader",
          std::string("\x7f") + "ELF" + std::string(100, '\0') + "aliyun-sdk-cpp/1.10.1");
  EXPECT_EQ(Recognised({"uploader"}), "cpp by uploader");
  Program("bin/other", std::string("\x7f") + "ELF" + std::string(100, '\0'));
  EXPECT_EQ(Recognised({"other"}), "");
}

TEST_F(RecognitionTest, KnowsAShellThatWaitsForSomebodyAndSudo) {
  Recognised({"bash"});
  EXPECT_TRUE(found_.is_interactive_shell);
  Recognised({"bash", "-c", "true"});
  EXPECT_FALSE(found_.is_interactive_shell);
  Recognised({"sudo", "curl"});
  EXPECT_TRUE(found_.is_sudo);
}

TEST_F(RecognitionTest, AProgramThatIsNotThereTellsNothing) {
  EXPECT_EQ(Recognised({"nothing-of-that-name"}), "");
}

}  // namespace
}  // namespace osslens::app
