#include "proxy/tls/client_hello.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/text.h"

namespace osslens::tls {
namespace {

using Kind = HelloSight::Kind;

// Hellos have a few hundred bytes, with post-quantum key shares under 2 KiB.
constexpr size_t kHelloLimitBytes = 64 * 1024;
constexpr size_t kRecordHeaderBytes = 5;
constexpr size_t kMessageHeaderBytes = 4;
constexpr size_t kRecordLimitBytes = 16 * 1024;  // RFC 8446 section 5.1
constexpr uint8_t kHandshakeRecord = 22;
constexpr uint8_t kClientHelloMessage = 1;
constexpr uint16_t kServerNameExtension = 0;
constexpr uint8_t kHostName = 0;
constexpr size_t kRandomBytes = 32;

// Takes numbers and vectors off the front; once something is missing it stays failed and gives nothing.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::string_view Take(size_t count) {
    if (count > bytes_.size()) {
      failed_ = true;
      bytes_ = {};
      return {};
    }
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }
  size_t Number(size_t count) {
    size_t value = 0;
    for (const char byte : Take(count)) value = value << 8 | static_cast<uint8_t>(byte);
    return value;
  }
  // A vector whose length stands before it in `count` bytes.
  std::string_view Vector(size_t count) { return Take(Number(count)); }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
  bool failed_ = false;
};

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

// Nothing when the extension is malformed.
std::optional<std::string> NameIn(std::string_view extension) {
  Reader outer(extension);
  Reader list(outer.Vector(2));
  if (outer.failed() || !outer.empty()) return std::nullopt;
  while (!list.empty()) {
    const size_t type = list.Number(1);
    const std::string_view name = list.Vector(2);
    if (list.failed()) return std::nullopt;
    if (type != kHostName) continue;
    std::string lower = Lower(name);
    if (lower.ends_with('.')) lower.pop_back();
    if (lower.empty() || !std::ranges::all_of(lower, is_name_byte)) return std::nullopt;
    return lower;
  }
  return std::string();
}

HelloSight ReadHello(std::string_view message) {
  Reader hello(message);
  hello.Take(2 + kRandomBytes);
  hello.Vector(1);  // session id
  hello.Vector(2);  // cipher suites
  hello.Vector(1);  // compression methods
  if (hello.failed()) return {Kind::kOther, {}};
  if (hello.empty()) return {Kind::kHello, {}};  // TLS 1.2 without extensions
  Reader extensions(hello.Vector(2));
  if (hello.failed() || !hello.empty()) return {Kind::kOther, {}};
  while (!extensions.empty()) {
    const size_t type = extensions.Number(2);
    const std::string_view body = extensions.Vector(2);
    if (extensions.failed()) return {Kind::kOther, {}};
    if (type != kServerNameExtension) continue;
    std::optional<std::string> name = NameIn(body);
    if (!name) return {Kind::kOther, {}};
    return {Kind::kHello, std::move(*name)};
  }
  return {Kind::kHello, {}};
}

// Whether `header`, the beginning of a record or all of its header, can be that of a handshake record.
bool may_be_record(std::string_view header) {
  const auto at = [header](size_t i) { return static_cast<uint8_t>(header[i]); };
  if (!header.empty() && at(0) != kHandshakeRecord) return false;
  if (header.size() > 1 && at(1) != 3) return false;
  if (header.size() < kRecordHeaderBytes) return true;
  const size_t length = static_cast<size_t>(at(3)) << 8 | at(4);
  return length > 0 && length <= kRecordLimitBytes;
}

}  // namespace

HelloSight LookAtHello(std::string_view bytes) {
  std::string message;  // put together from its records
  while (!bytes.empty()) {
    const std::string_view header = bytes.substr(0, kRecordHeaderBytes);
    if (!may_be_record(header)) return {Kind::kOther, {}};
    if (header.size() < kRecordHeaderBytes) break;
    const size_t length = Reader(header.substr(3)).Number(2);
    const std::string_view body = bytes.substr(kRecordHeaderBytes, length);
    message.append(body);
    bytes.remove_prefix(kRecordHeaderBytes + body.size());
    if (static_cast<uint8_t>(message.empty() ? kClientHelloMessage : message.front()) !=
        kClientHelloMessage) {
      return {Kind::kOther, {}};
    }
    if (message.size() < kMessageHeaderBytes) continue;
    const size_t size = Reader(std::string_view(message).substr(1)).Number(3);
    if (size > kHelloLimitBytes) return {Kind::kOther, {}};
    if (message.size() >= kMessageHeaderBytes + size)
      return ReadHello(std::string_view(message).substr(kMessageHeaderBytes, size));
  }
  return {Kind::kIncomplete, {}};
}

}  // namespace osslens::tls
