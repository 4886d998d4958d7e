#include "app/callback/sample_call.h"

#include <fmt/format.h>

#include <array>
#include <ctime>

#include "analyzers/oss/digest.h"
#include "base/text.h"

namespace osslens::app {
namespace {

constexpr std::string_view kKeyUrl = "http://gosspublic.alicdn.com/callback_pub_key_v1.pem";

// As HTTP writes dates (RFC 9110 section 5.6.7), whatever the locale.
std::string HttpDate(WallTime now) {
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds =
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  std::tm date{};
  gmtime_r(&seconds, &date);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                     kDays.at(static_cast<size_t>(date.tm_wday)), date.tm_mday,
                     kMonths.at(static_cast<size_t>(date.tm_mon)), date.tm_year + 1900,
                     date.tm_hour, date.tm_min, date.tm_sec);
}

}  // namespace

std::string SampleBody(bool json) {
  if (json) {
    return R"({"bucket":"examplebucket","object":"dir/hello.txt","etag":"5EB63BBBE01EEED093CB22BB8F5ACDC3","size":11,"mimeType":"text/plain"})";
  }
  return "bucket=examplebucket&object=dir%2Fhello.txt&etag=5EB63BBBE01EEED093CB22BB8F5ACDC3&size="
         "11&"
         "mimeType=text%2Fplain";
}

std::string SignedTextOf(std::string_view target, std::string_view body) {
  const size_t mark = std::min(target.find('?'), target.size());
  return PercentDecode(target.substr(0, mark))
      .append(target.substr(mark))
      .append("\n")
      .append(body);
}

std::string RequestOf(const SampleCall& call, std::string_view target, std::string_view host,
                      WallTime now) {
  std::string head = fmt::format(
      "POST {} HTTP/1.1\r\n"
      "Host: {}\r\n"
      "Connection: close\r\n"
      "Content-Length: {}\r\n"
      "Content-Type: {}\r\n"
      "Content-MD5: {}\r\n"
      "Date: {}\r\n"
      "User-Agent: aliyun-oss-callback\r\n",
      target, host, call.body.size(), call.content_type, Base64Encode(oss::Md5(call.body)),
      HttpDate(now));
  if (!call.authorization.empty()) head += fmt::format("Authorization: {}\r\n", call.authorization);
  head += fmt::format(
      "x-oss-pub-key-url: {}\r\n"
      "x-oss-bucket: examplebucket\r\n"
      "x-oss-request-id: 65A0EXAMPLE0000000000001\r\n"
      "x-oss-signature-version: 1.0\r\n"
      "x-oss-tag: CALLBACK\r\n\r\n",
      Base64Encode(kKeyUrl));
  return head + call.body;
}

}  // namespace osslens::app
