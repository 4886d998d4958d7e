#include "app/launch/client_table.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace osslens::app {
namespace {

constexpr auto kObeys = Obedience::kObeys;
constexpr auto kPartly = Obedience::kPartly;
constexpr auto kIgnores = Obedience::kIgnores;

// SDKs of OSS first, then tools, then what a runtime does by itself.
constexpr auto kClients = std::to_array<Client>({
    {"python-oss2", "oss2 for Python", kObeys, "", "aliyun-sdk-python/"},
    {"python-v2", "OSS SDK v2 for Python", kPartly,
     "its synchronous client does; for the asyncio one set config.proxy_host = \"{proxy}\"",
     "alibabacloud-python-sdk-v2/"},
    {"go-v1", "OSS SDK v1 for Go", kIgnores,
     "add the option oss.Proxy(\"{proxy}\") to oss.New(...)", "aliyun-sdk-go/"},
    {"go-v2", "OSS SDK v2 for Go", kIgnores,
     "add .WithProxyHost(\"{proxy}\"), or .WithProxyFromEnvironment(true), to its config",
     "alibabacloud-go-sdk-v2/"},
    {"java-v1", "OSS SDK v1 for Java", kIgnores,
     "call setUseSystemPropertyValues(true), or setProxyHost(\"{host}\") and setProxyPort({port}), "
     "on its "
     "ClientBuilderConfiguration",
     "aliyun-sdk-java/"},
    {"java-v2", "OSS SDK v2 for Java", kIgnores,
     "its builder takes a proxyHost but does not use it, so give it an httpClient(...) that has "
     "the "
     "proxy {proxy}",
     "alibabacloud-java-sdk-v2/"},
    {"node-ali-oss", "ali-oss for Node.js", kPartly,
     "it does when the package proxy-agent is installed: npm install proxy-agent@5",
     "aliyun-sdk-nodejs/"},
    {"browser-ali-oss", "ali-oss in a browser", kIgnores,
     "set the browser's or the system's proxy to {proxy}", "aliyun-sdk-js/"},
    {"php-v1", "OSS SDK v1 for PHP", kObeys, "", "aliyun-sdk-php/"},
    {"php-v2", "OSS SDK v2 for PHP", kPartly,
     "on the command line it does; under a web server set its proxyHost to \"{proxy}\"",
     "alibabacloud-php-sdk-v2/"},
    {"cpp", "OSS SDK for C++", kPartly,
     "it goes through the proxy, but for https:// set conf.caFile = \"{bundle}\"",
     "aliyun-sdk-cpp/"},
    {"c", "OSS SDK for C", kPartly,
     "it goes through the proxy, but for https:// set ca_file of its request options to "
     "\"{bundle}\"",
     "aliyun-sdk-c/"},
    {"dotnet-v1", "OSS SDK v1 for .NET", kPartly,
     "on .NET Core it does; on .NET Framework set ProxyHost = \"{host}\" and ProxyPort = {port} of "
     "its "
     "ClientConfiguration",
     "aliyun-sdk-dotnet/"},
    {"dotnet-v2", "OSS SDK v2 for .NET", kObeys, "", "alibabacloud-dotnet-sdk-v2/"},
    {"ruby", "OSS SDK for Ruby", kObeys, "", "aliyun-sdk-ruby/"},
    {"ossutil-1", "ossutil 1", kIgnores, "add --proxy-host {proxy} to the command", ""},
    {"ossutil-2", "ossutil 2", kIgnores, "add --proxy {proxy} to the command", ""},
    {"ossfs-1", "ossfs 1", kObeys, "", "ossfs/"},
    {"ossfs-2", "ossfs 2", kIgnores, "add -o http_proxy={proxy} to the command", ""},
    {"aws", "AWS CLI and boto3", kObeys, "", ""},
    {"rclone", "rclone", kObeys, "", "rclone/"},
    {"curl", "curl", kObeys, "", "curl/"},
    {"wget", "wget", kPartly,
     "it goes through the proxy, but for https:// add --ca-certificate={bundle}", "Wget/"},
    {"python-runtime", "Python", kPartly, "requests and urllib do; aiohttp needs trust_env=True",
     ""},
    {"node-runtime", "Node.js", kPartly,
     "fetch and http of Node.js 22.21, 24 and later do; older ones need a proxy agent in the code",
     ""},
    {"java-runtime", "Java", kPartly,
     "the JDK's own clients do; others, as Apache's, must be told to use the system properties",
     ""},
    {"go-runtime", "Go", kPartly,
     "net/http does unless its Transport was made without Proxy: http.ProxyFromEnvironment", ""},
    {"php-runtime", "PHP", kPartly, "libcurl does; PHP's own streams need a context with the proxy",
     ""},
    {"ruby-runtime", "Ruby", kObeys, "", ""},
    {"dotnet-runtime", ".NET", kObeys, "", ""},
});

using enum ClueKind;
constexpr auto kClues = std::to_array<Clue>({
    {kProgram, "ossutil", "ossutil-2"},
    {kProgram, "ossutil64", "ossutil-1"},
    {kProgram, "ossfs", "ossfs-1"},
    {kProgram, "ossfs2", "ossfs-2"},
    {kProgram, "aws", "aws"},
    {kProgram, "rclone", "rclone"},
    {kProgram, "curl", "curl"},
    {kProgram, "wget", "wget"},
    {kPython, "oss2", "python-oss2"},
    {kPython, "alibabacloud-oss-v2", "python-v2"},
    {kPython, "alibabacloud_oss_v2", "python-v2"},
    {kPython, "boto3", "aws"},
    {kPython, "botocore", "aws"},
    {kNode, "ali-oss", "node-ali-oss"},
    {kJava, "aliyun-sdk-oss", "java-v1"},
    {kJava, "com.aliyun.oss", "java-v1"},
    {kJava, "com/aliyun/oss/", "java-v1"},
    {kJava, "alibabacloud-oss-v2", "java-v2"},
    {kJava, "com.aliyun.sdk.service.oss2", "java-v2"},
    {kJava, "com/aliyun/sdk/service/oss2/", "java-v2"},
    {kGo, "github.com/aliyun/aliyun-oss-go-sdk", "go-v1"},
    {kGo, "github.com/aliyun/alibabacloud-oss-go-sdk-v2", "go-v2"},
    {kPhp, "aliyuncs/oss-sdk-php", "php-v1"},
    {kPhp, "OSS\\OssClient", "php-v1"},
    {kPhp, "alibabacloud/oss-v2", "php-v2"},
    {kPhp, "AlibabaCloud\\Oss\\V2", "php-v2"},
    {kRuby, "aliyun-sdk", "ruby"},
    {kRuby, "aliyun/oss", "ruby"},
    {kDotnet, "Aliyun.OSS.SDK", "dotnet-v1"},
    {kDotnet, "Aliyun.OSS.SDK.NetCore", "dotnet-v1"},
    {kDotnet, "AlibabaCloud.OSS.V2", "dotnet-v2"},
    {kNative, "aliyun-sdk-cpp/", "cpp"},
    {kNative, "aliyun-sdk-c/", "c"},
});

}  // namespace

std::span<const Client> Clients() { return kClients; }
std::span<const Clue> Clues() { return kClues; }

const Client* FindClient(std::string_view id) {
  const auto found = std::find_if(kClients.begin(), kClients.end(),
                                  [id](const Client& one) { return one.id == id; });
  return found == kClients.end() ? nullptr : &*found;
}

const Client* ClientOfUserAgent(std::string_view user_agent) {
  const auto found = std::find_if(kClients.begin(), kClients.end(), [=](const Client& one) {
    return !one.user_agent.empty() && StartsWithIgnoreCase(user_agent, one.user_agent);
  });
  return found == kClients.end() ? nullptr : &*found;
}

}  // namespace osslens::app
