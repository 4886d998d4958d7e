#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/secret.h"

// Digests and message authentication codes as raw bytes.
namespace osslens::oss {

[[nodiscard]] std::string Md5(std::string_view bytes);
[[nodiscard]] std::string Sha256(std::string_view bytes);
[[nodiscard]] Secret HmacSha256(const Secret& key, std::string_view bytes);
[[nodiscard]] std::string HmacSha1(const Secret& key, std::string_view bytes);

// CRC-64/XZ, which OSS calls crc64ecma. Pass the result of the part before to go on with it.
[[nodiscard]] uint64_t Crc64(std::string_view bytes, uint64_t before = 0);
// The CRC of A followed by B from the CRCs of both and the length of B in bytes, without the bytes:
// for multipart and append totals.
[[nodiscard]] uint64_t Crc64Combine(uint64_t a, uint64_t b, uint64_t b_bytes);

// Lower-case hex digits.
[[nodiscard]] std::string Hex(std::string_view bytes);

}  // namespace osslens::oss
