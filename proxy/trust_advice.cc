#include "proxy/trust_advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace osslens::proxy {
namespace {

// What agents write of their runtime, in lower case, and what that runtime obeys (docs/guide/clients.md); the first
// that is found counts, so that "python-requests" comes before "python". {} is the file of the CA.
struct Runtime {
  std::string_view mark;
  std::string_view advice;
};
constexpr std::array kRuntimes = std::to_array<Runtime>({
    {"python-requests",
     "set REQUESTS_CA_BUNDLE to a file that holds the system's CAs and {} for it"},
    {"aliyun-sdk-python",
     "set REQUESTS_CA_BUNDLE to a file that holds the system's CAs and {} for it"},
    {"alibabacloud-python-sdk",
     "set REQUESTS_CA_BUNDLE to a file that holds the system's CAs and {} for it"},
    {"boto", "set AWS_CA_BUNDLE to a file that holds the system's CAs and {} for it"},
    {"aws-cli", "set AWS_CA_BUNDLE to a file that holds the system's CAs and {} for it"},
    {"python", "set SSL_CERT_FILE to a file that holds the system's CAs and {} for it"},
    {"node", "set NODE_EXTRA_CA_CERTS={} for it"},
    {"aliyun-sdk-js", "set NODE_EXTRA_CA_CERTS={} for it"},
    {"aliyun-sdk-nodejs", "set NODE_EXTRA_CA_CERTS={} for it"},
    {"aliyun-sdk-java",
     "give its JVM -Djavax.net.ssl.trustStore with a copy of its cacerts to which {} was added"},
    {"java",
     "give its JVM -Djavax.net.ssl.trustStore with a copy of its cacerts to which {} was added"},
    {"go-http-client", "set SSL_CERT_FILE to a file that holds the system's CAs and {} for it"},
    {"aliyun-sdk-go", "set SSL_CERT_FILE to a file that holds the system's CAs and {} for it"},
    {"ossutil", "set SSL_CERT_FILE to a file that holds the system's CAs and {} for it"},
    {"rclone", "set SSL_CERT_FILE to a file that holds the system's CAs and {} for it"},
    {"aliyun-sdk-php",
     "run it with -d curl.cainfo=FILE and -d openssl.cafile=FILE, a file that holds the system's "
     "CAs and {}"},
    {"php",
     "run it with -d curl.cainfo=FILE and -d openssl.cafile=FILE, a file that holds the system's "
     "CAs and {}"},
    {"aliyun-sdk-cpp", "set caFile of its ClientConfiguration to a file that holds {}"},
    {"aliyun-sdk-c", "set ca_file of its http controller options to a file that holds {}"},
    {"ruby", "set SSL_CERT_FILE to a file that holds the system's CAs and {} for it"},
    {"curl/", "give it --cacert {}, or set CURL_CA_BUNDLE"},
    {"git/", "set GIT_SSL_CAINFO={} for it"},
    {"dotnet", "set SSL_CERT_FILE to a file that holds the system's CAs and {} for it"},
    {"mozilla/", "import {} into the browser as an authority for web sites"},
});

constexpr std::string_view kGeneral =
    "make it trust {}: most runtimes take SSL_CERT_FILE or a variable of their own, the others "
    "what "
    "the system trusts";

}  // namespace

std::string TrustAdvice(std::string_view user_agent, std::string_view ca_file) {
  const std::string agent = Lower(user_agent);
  const auto* const known = std::ranges::find_if(kRuntimes, [&agent](const Runtime& runtime) {
    return agent.find(runtime.mark) != std::string::npos;
  });
  const std::string_view advice = known == kRuntimes.end() ? kGeneral : known->advice;
  const std::string_view file = ca_file.empty() ? "the certificate of its CA" : ca_file;
  return fmt::format(fmt::runtime(advice), file) + ", or start it with osslens run";
}

}  // namespace osslens::proxy
