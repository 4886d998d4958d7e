#include "web/server/replay_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "proxy/http/framing.h"
#include "proxy/http/head.h"
#include "proxy/http/message_reader.h"
#include "proxy/http/quoted.h"
#include "store/transfer/import_json.h"
#include "web/server/replay_source.h"

namespace osslens::web {
namespace {

using nlohmann::json;

// A replay is held in memory, head and body.
constexpr size_t kMaxBodyBytes = size_t{16} << 20;
constexpr size_t kMaxHeadBytes = 64 * 1024;  // what the proxy reads

class Maker {
 public:
  Maker(const store::Exchange& exchange, store::Language language)
      : exchange_(exchange), language_(language) {}

  [[nodiscard]] Result<ReplayOrder> Make(std::string_view wanted) {
    Result<ReplaySource> source = SourceOf(exchange_, language_);
    if (!source) return tl::unexpected(std::move(source.error()));
    captured_ = std::move(source->head);
    static_cast<void>(http::ParseRequestHead(captured_, captured_head_));  // read there before
    const Result<json> order = store::ParseJson(wanted);
    if (!order) return tl::unexpected(order.error());
    auto done = TakeMembers(*order);
    if (!done) return tl::unexpected(std::move(done.error()));
    if (done = CheckHead(); !done) return tl::unexpected(std::move(done.error()));
    if (done = AddBody(); !done) return tl::unexpected(std::move(done.error()));
    return ReplayOrder{exchange_.id, exchange_.kind, std::move(source->server), source->tls,
                       std::move(head_)};
  }

 private:
  [[nodiscard]] tl::unexpected<Error> Refuse(std::string_view en, std::string_view zh) const {
    return Fail(ErrorKind::kInvalid, std::string(In(language_, en, zh)));
  }

  [[nodiscard]] Result<void> TakeMembers(const json& order) {
    if (auto known = CheckNames(order, {"head", "body"}); !known) return known;
    if (auto taken = TakeHead(store::Member(order, "head")); !taken) return taken;
    return TakeBody(store::Member(order, "body"));
  }

  // Who misspells a member must not send something else than was meant.
  [[nodiscard]] Result<void> CheckNames(const json& object,
                                        std::initializer_list<std::string_view> known) const {
    if (!object.is_object()) {
      return Refuse("a replay is a JSON object with the members head and body",
                    "重放的请求是带有 head 和 body 成员的 JSON 对象");
    }
    for (const auto& [name, value] : object.items()) {
      if (std::ranges::find(known, name) != known.end()) continue;
      return Fail(ErrorKind::kInvalid,
                  fmt::format(fmt::runtime(In(language_, "a replay has no member {}; known are {}",
                                              "重放的请求没有成员 {}；可用的有 {}")),
                              http::Quoted(name), fmt::join(known, ", ")));
    }
    return {};
  }

  [[nodiscard]] Result<void> TakeHead(const json& head) {
    if (head.is_null()) {
      head_ = captured_;
      return {};
    }
    if (auto known = CheckNames(head, {"method", "target", "headers"}); !known) return known;
    if (auto begun = WriteStartLine(head); !begun) return begun;
    const json& lines = store::Member(head, "headers");
    if (lines.is_null()) {
      for (const http::Field& field : captured_head_.fields.all()) head_.append(field.line);
    } else if (!lines.is_array()) {
      return Refuse("headers is a list of lines", "headers 是请求头各行的列表");
    }
    for (const json& line : lines) {
      if (auto written = WriteLine(line); !written) return written;
    }
    head_.append("\r\n");
    return {};
  }

  [[nodiscard]] Result<void> WriteStartLine(const json& head) {
    const json& method = store::Member(head, "method");
    const json& target = store::Member(head, "target");
    const auto is_text_or_missing = [](const json& one) {
      return one.is_null() || one.is_string();
    };
    if (!is_text_or_missing(method) || !is_text_or_missing(target)) {
      return Refuse("method and target are texts", "method 和 target 是文本");
    }
    const std::string method_text =
        method.is_null() ? std::string(captured_head_.method) : method.get<std::string>();
    const std::string target_text =
        target.is_null() ? std::string(captured_head_.target) : target.get<std::string>();
    if (!http::is_token(method_text) || method_text == "CONNECT") {
      return Refuse("the method is no word that a request can have; a CONNECT cannot be replayed",
                    "方法不是合法的单词；CONNECT 不能重放");
    }
    if (!is_target(target_text, method_text)) {
      return Refuse(
          "the target is a path with its query, from the slash on, without blanks and control "
          "characters; the server stays that of the exchange",
          "目标是以斜杠开头的路径和查询串，不含空格和控制字符；服务器始终是该交换的服务器");
    }
    head_ =
        fmt::format("{} {} HTTP/1.{}\r\n", method_text, target_text, captured_head_.minor_version);
    return {};
  }

  [[nodiscard]] static bool is_target(std::string_view target, std::string_view method) {
    if (target == "*") return method == "OPTIONS";
    return target.starts_with('/') && std::ranges::all_of(target, [](char c) {
             return static_cast<unsigned char>(c) > 0x20 && c != 0x7F;
           });
  }

  [[nodiscard]] Result<void> WriteLine(const json& line) {
    const auto captured = captured_head_.fields.all();
    if (line.is_number_unsigned()) {
      const auto place = line.get<uint64_t>();
      if (place < captured.size()) {
        head_.append(captured[static_cast<size_t>(place)].line);
        return {};
      }
      return Fail(ErrorKind::kInvalid,
                  fmt::format(fmt::runtime(In(language_,
                                              "the captured head has {} header lines, so there is "
                                              "no line {} (the first is 0)",
                                              "捕获的请求头有 {} 行，没有第 {} 行（从 0 数起）")),
                              captured.size(), place));
    }
    const bool is_pair =
        line.is_array() && line.size() == 2 && line[0].is_string() && line[1].is_string();
    if (!is_pair) {
      return Refuse("a header line is the number of a captured one, or a pair of name and value",
                    "每一行要么是捕获的行号，要么是一对名称和值");
    }
    return WriteField(line[0].get_ref<const std::string&>(), line[1].get_ref<const std::string&>());
  }

  [[nodiscard]] Result<void> WriteField(const std::string& name, const std::string& value) {
    if (!http::is_token(name)) {
      return Fail(
          ErrorKind::kInvalid,
          fmt::format(fmt::runtime(In(language_,
                                      "{} cannot be the name of a header: letters, digits "
                                      "and -_. are usual, blanks and colons are not allowed",
                                      "{} 不能作为请求头名称：通常只用字母、数字和 -_.，"
                                      "不能有空格和冒号")),
                      http::Quoted(name)));
    }
    // A line end would begin another line, or another request.
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      return Fail(ErrorKind::kInvalid,
                  fmt::format(fmt::runtime(In(language_,
                                              "the value of the header {} has a line end or a NUL; "
                                              "leave it out",
                                              "请求头 {} 的值含有换行或 NUL；请去掉")),
                              name));
    }
    head_.append(name).append(": ").append(value).append("\r\n");
    return {};
  }

  [[nodiscard]] Result<void> TakeBody(const json& body) {
    if (body == "none") return {};
    if (body.is_null() || body == "captured") return TakeCapturedBody();
    const json& encoded = store::Member(body, "base64");
    auto bytes = encoded.is_string() ? Base64Decode(encoded.get_ref<const std::string&>())
                                     : std::optional<std::string>();
    if (!bytes) {
      return Refuse(R"(body is "captured", "none" or {"base64": "..."} with standard base64)",
                    R"(body 是 "captured"、"none" 或标准 base64 的 {"base64": "..."})");
    }
    body_ = *std::move(bytes);
    return CheckBodySize();
  }

  [[nodiscard]] Result<void> TakeCapturedBody() {
    if (auto why = WhyBodyIsMissing(exchange_, language_)) {
      return Fail(ErrorKind::kInvalid, *std::move(why));
    }
    body_ = exchange_.request.body.bytes;
    trailers_ = exchange_.request.trailers;
    return CheckBodySize();
  }

  [[nodiscard]] Result<void> CheckBodySize() const {
    if (body_.size() <= kMaxBodyBytes) return {};
    return Fail(ErrorKind::kInvalid,
                fmt::format(fmt::runtime(In(language_,
                                            "a body of {} bytes is too large to be replayed, the "
                                            "limit is {}",
                                            "请求体 {} 字节，超过重放的上限 {} 字节")),
                            body_.size(), kMaxBodyBytes));
  }

  [[nodiscard]] Result<void> CheckHead() {
    if (head_.size() > kMaxHeadBytes) {
      return Fail(
          ErrorKind::kInvalid,
          fmt::format(fmt::runtime(In(language_, "a head has at most {} bytes, this one has {}",
                                      "请求头最多 {} 字节，这个有 {} 字节")),
                      kMaxHeadBytes, head_.size()));
    }
    http::RequestHead head;
    if (auto read = http::ParseRequestHead(head_, head); !read) return read;
    const auto hosts = std::ranges::count_if(head.fields.all(), [](const http::Field& field) {
      return EqualsIgnoreCase(field.name, "Host");
    });
    if (hosts != 1 && (hosts > 1 || head.minor_version >= 1)) {
      return Refuse("a request has exactly one Host header", "请求必须恰好有一个 Host 头");
    }
    Result<http::Framing> framing = http::FramingOf(head);
    if (!framing) {
      return Fail(ErrorKind::kInvalid,
                  fmt::format(fmt::runtime(In(language_, "where the body ends is not clear: {}",
                                              "请求体在哪里结束并不明确：{}")),
                              framing.error().message));
    }
    framing_ = *framing;
    return {};
  }

  // As the head announces it.
  [[nodiscard]] Result<void> AddBody() {
    if (framing_.kind == http::Framing::Kind::kChunked) {
      head_.append(ChunkedBody());
    } else if (framing_.length_bytes != body_.size()) {
      return Fail(ErrorKind::kInvalid,
                  fmt::format(fmt::runtime(
                                  In(language_,
                                     "the head announces a body of {0} bytes and the body has {1}; "
                                     "set Content-Length to {1}",
                                     "请求头声明请求体为 {0} 字节，实际为 {1} 字节；请把 "
                                     "Content-Length 改为 {1}")),
                              framing_.length_bytes, body_.size()));
    } else {
      head_.append(body_);
    }
    return CheckThatItIsOneRequest();
  }

  [[nodiscard]] std::string ChunkedBody() const {
    std::string framed;
    if (!body_.empty()) framed = fmt::format("{:x}\r\n{}\r\n", body_.size(), body_);
    framed.append("0\r\n").append(trailers_);
    // Captured trailers are lines; whether the empty line behind them is there depends on who recorded them.
    return trailers_.ends_with("\r\n\r\n") ? framed : framed.append("\r\n");
  }

  // The last word has the reader that the proxy itself uses: all bytes are one request, and no more.
  [[nodiscard]] Result<void> CheckThatItIsOneRequest() const {
    using Step = http::MessageReader::Step;
    http::MessageReader reader(http::MessageReader::Role::kRequest, {});
    std::string_view rest = head_;
    for (;;) {
      const auto progress = reader.Read(rest);
      rest.remove_prefix(progress.consumed);
      if (progress.step == Step::kEnd && rest.empty()) return {};
      if (progress.step == Step::kHead || progress.step == Step::kBody) continue;
      return Refuse("head and body do not make one whole request",
                    "请求头和请求体合起来不是一个完整的请求");
    }
  }

  const store::Exchange& exchange_;
  const store::Language language_;
  std::string captured_;
  http::RequestHead captured_head_;  // views into captured_
  std::string head_;                 // in the end with its body
  std::string body_, trailers_;
  http::Framing framing_;
};

}  // namespace

Result<ReplayOrder> MakeReplay(const store::Exchange& exchange, std::string_view wanted,
                               store::Language language) {
  return Maker(exchange, language).Make(wanted);
}

}  // namespace osslens::web
