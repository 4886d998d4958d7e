#include "analyzers/oss/digest.h"

#include <lzma.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace osslens::oss {
namespace {

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

using Buffer = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string Digest(const EVP_MD* algorithm, std::string_view bytes) {
  Buffer buffer{};
  unsigned int size = 0;
  // Fails only where a policy forbids the algorithm (MD5 in FIPS mode): then there is no digest.
  if (EVP_Digest(bytes.data(), bytes.size(), buffer.data(), &size, algorithm, nullptr) != 1) {
    return {};
  }
  return {reinterpret_cast<const char*>(buffer.data()), size};
}

std::string Hmac(const EVP_MD* algorithm, const Secret& key, std::string_view bytes) {
  Buffer buffer{};
  unsigned int size = 0;
  const std::string_view secret = key.reveal();
  if (HMAC(algorithm, secret.data(), static_cast<int>(secret.size()), Bytes(bytes), bytes.size(),
           buffer.data(), &size) == nullptr) {
    return {};
  }
  return {reinterpret_cast<const char*>(buffer.data()), size};
}

// A linear map on 64 bits over GF(2): column i is what bit i becomes.
using Matrix = std::array<uint64_t, 64>;

uint64_t Times(const Matrix& matrix, uint64_t vector) {
  uint64_t sum = 0;
  for (size_t i = 0; vector != 0; ++i, vector >>= 1) {
    if ((vector & 1) != 0) sum ^= matrix.at(i);
  }
  return sum;
}

Matrix Square(const Matrix& matrix) {
  Matrix square{};
  for (size_t i = 0; i < matrix.size(); ++i) square.at(i) = Times(matrix, matrix.at(i));
  return square;
}

// What one bit of zero input does to the register: a shift, and the polynomial when a one falls out.
Matrix OneZeroBit() {
  constexpr uint64_t kReflectedPolynomial = 0xC96C5795D7870F42;  // ECMA-182
  Matrix matrix{};
  matrix[0] = kReflectedPolynomial;
  for (size_t i = 1; i < matrix.size(); ++i) matrix.at(i) = uint64_t{1} << (i - 1);
  return matrix;
}

}  // namespace

std::string Md5(std::string_view bytes) { return Digest(EVP_md5(), bytes); }
std::string Sha256(std::string_view bytes) { return Digest(EVP_sha256(), bytes); }

Secret HmacSha256(const Secret& key, std::string_view bytes) {
  return Secret(Hmac(EVP_sha256(), key, bytes));
}

std::string HmacSha1(const Secret& key, std::string_view bytes) {
  return Hmac(EVP_sha1(), key, bytes);
}

uint64_t Crc64(std::string_view bytes, uint64_t before) {
  return lzma_crc64(Bytes(bytes), bytes.size(), before);
}

// As crc32_combine of zlib: B is as many zero bytes after A, plus B itself, and the map of many zero
// bytes is made from the map of one by squaring.
uint64_t Crc64Combine(uint64_t a, uint64_t b, uint64_t b_bytes) {
  Matrix matrix = Square(Square(Square(OneZeroBit())));
  for (; b_bytes != 0; b_bytes >>= 1) {
    if ((b_bytes & 1) != 0) a = Times(matrix, a);
    matrix = Square(matrix);
  }
  return a ^ b;
}

std::string Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 0x0F]);
  }
  return text;
}

}  // namespace osslens::oss
