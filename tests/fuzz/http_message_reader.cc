// Whatever comes over a connection: the same stream gives the same log however it is cut, and the
// reader keeps its contract (message_log.h lists what is checked).
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/proxy/http/message_log.h"

namespace {

using osslens::http::MessageReader;
using osslens::http::testing::LogOf;

// So small that the fuzzer reaches them.
constexpr MessageReader::Limits kTightLimits{.head_bytes = 96, .trailer_bytes = 24};

void Expect(bool holds, std::string_view what, const std::string& whole, const std::string& cut) {
  if (holds) return;
  std::fprintf(stderr, "%.*s\n--- whole\n%s--- cut\n%s", static_cast<int>(what.size()), what.data(),
               whole.c_str(), cut.c_str());
  std::abort();
}

// Pieces of 1 to 16 bytes whose sizes follow from the stream, so that a crash can be repeated.
std::vector<size_t> CutsOf(std::string_view stream) {
  std::vector<size_t> cuts;
  uint32_t state = 2166136261U;
  for (size_t at = 0; at < stream.size();) {
    state = (state ^ static_cast<unsigned char>(stream[at])) * 16777619U;
    at += 1 + (state >> 28);
    if (at < stream.size()) cuts.push_back(at);
  }
  return cuts;
}

void Check(MessageReader::Role role, std::string_view request_method, std::string_view stream,
           MessageReader::Limits limits) {
  std::vector<size_t> every_byte(stream.size());
  std::iota(every_byte.begin(), every_byte.end(), size_t{0});
  const std::string whole = LogOf(role, request_method, stream, {}, limits);
  const std::string bytes = LogOf(role, request_method, stream, every_byte, limits);
  const std::string pieces = LogOf(role, request_method, stream, CutsOf(stream), limits);
  Expect(whole.find("BREACH") == std::string::npos || stream.find("BREACH") != stream.npos,
         "the reader broke its contract", whole, bytes);
  Expect(whole == bytes, "another log byte by byte", whole, bytes);
  Expect(whole == pieces, "another log in pieces", whole, pieces);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view stream(reinterpret_cast<const char*>(data), size);
  for (const MessageReader::Limits limits : {MessageReader::Limits(), kTightLimits}) {
    Check(MessageReader::Role::kRequest, "", stream, limits);
    Check(MessageReader::Role::kResponse, "GET", stream, limits);
    Check(MessageReader::Role::kResponse, "CONNECT", stream, limits);
  }
  return 0;
}
