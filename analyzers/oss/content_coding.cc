#include "analyzers/oss/content_coding.h"

#include <brotli/decode.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>

#include "base/text.h"

namespace osslens::oss {
namespace {

std::optional<std::string> Inflate(std::string_view bytes, size_t limit_bytes) {
  z_stream stream{};
  // 15 bits of window; +32 detects gzip and zlib framing by itself.
  if (inflateInit2(&stream, 15 + 32) != Z_OK) return std::nullopt;
  constexpr size_t kMostInput = std::numeric_limits<uInt>::max();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(std::min(bytes.size(), kMostInput));
  std::string decoded(std::min(limit_bytes, kMostInput), '\0');
  stream.next_out = reinterpret_cast<Bytef*>(decoded.data());
  stream.avail_out = static_cast<uInt>(decoded.size());
  const int code = inflate(&stream, Z_SYNC_FLUSH);
  decoded.resize(decoded.size() - stream.avail_out);
  inflateEnd(&stream);
  if (code == Z_DATA_ERROR && decoded.empty()) return std::nullopt;
  return decoded;
}

struct BrotliDeleter {
  void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
};

std::optional<std::string> Unbrotli(std::string_view bytes, size_t limit_bytes) {
  const std::unique_ptr<BrotliDecoderState, BrotliDeleter> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr));
  if (!state) return std::nullopt;
  std::string decoded(limit_bytes, '\0');
  size_t available_in = bytes.size();
  const auto* next_in = reinterpret_cast<const uint8_t*>(bytes.data());
  size_t available_out = decoded.size();
  auto* next_out = reinterpret_cast<uint8_t*>(decoded.data());
  const BrotliDecoderResult result = BrotliDecoderDecompressStream(
      state.get(), &available_in, &next_in, &available_out, &next_out, nullptr);
  decoded.resize(decoded.size() - available_out);
  if (result == BROTLI_DECODER_RESULT_ERROR && decoded.empty()) return std::nullopt;
  return decoded;
}

}  // namespace

std::optional<std::string> DecodeContent(std::string_view coding, std::string_view bytes,
                                         size_t limit_bytes) {
  coding = TrimOws(coding);
  if (coding.empty() || EqualsIgnoreCase(coding, "identity")) {
    return std::string(bytes.substr(0, limit_bytes));
  }
  if (EqualsIgnoreCase(coding, "gzip") || EqualsIgnoreCase(coding, "x-gzip") ||
      EqualsIgnoreCase(coding, "deflate")) {
    return Inflate(bytes, limit_bytes);
  }
  if (EqualsIgnoreCase(coding, "br")) return Unbrotli(bytes, limit_bytes);
  return std::nullopt;
}

}  // namespace osslens::oss
