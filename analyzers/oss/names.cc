#include "analyzers/oss/names.h"

#include <algorithm>

namespace osslens::oss {
namespace {

constexpr size_t kShortestBucket = 3;
constexpr size_t kLongestBucket = 63;
constexpr size_t kLongestObject = 1023;

bool IsLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// How many bytes the UTF-8 sequence at the beginning of `text` has (RFC 3629), 0 when it is none.
size_t SequenceLength(std::string_view text) {
  const auto byte = [text](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                        : (first & 0xF0) == 0xE0         ? 3
                        : first >= 0xF0 && first <= 0xF4 ? 4
                                                         : 0;
  if (length == 0 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates and what lies beyond Unicode.
  const unsigned char second = byte(1);
  const bool wrong = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                     (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return wrong ? 0 : length;
}

}  // namespace

std::optional<NameFault> CheckBucketName(std::string_view bucket) {
  if (bucket.empty()) return NameFault{NameRule::kEmpty, 0};
  const auto* wrong =
      std::ranges::find_if(bucket, [](char c) { return !IsLetterOrDigit(c) && c != '-'; });
  if (wrong != bucket.end()) {
    return NameFault{NameRule::kCharacter, static_cast<size_t>(wrong - bucket.begin())};
  }
  if (bucket.front() == '-') return NameFault{NameRule::kFirst, 0};
  if (bucket.back() == '-') return NameFault{NameRule::kLast, bucket.size() - 1};
  if (bucket.size() < kShortestBucket) return NameFault{NameRule::kTooShort, bucket.size()};
  if (bucket.size() > kLongestBucket) return NameFault{NameRule::kTooLong, kLongestBucket};
  return std::nullopt;
}

std::optional<NameFault> CheckObjectName(std::string_view key) {
  if (key.empty()) return NameFault{NameRule::kEmpty, 0};
  if (key.front() == '/' || key.front() == '\\') return NameFault{NameRule::kFirst, 0};
  for (size_t at = 0; at < key.size();) {
    const size_t length = SequenceLength(key.substr(at));
    if (length == 0) return NameFault{NameRule::kNotUtf8, at};
    at += length;
  }
  if (key.size() > kLongestObject) return NameFault{NameRule::kTooLong, kLongestObject};
  return std::nullopt;
}

const char* ToWord(NameRule rule) {
  switch (rule) {
    case NameRule::kEmpty:
      return "empty";
    case NameRule::kTooShort:
      return "too-short";
    case NameRule::kTooLong:
      return "too-long";
    case NameRule::kCharacter:
      return "character";
    case NameRule::kFirst:
      return "first";
    case NameRule::kLast:
      return "last";
    case NameRule::kNotUtf8:
      return "not-utf8";
  }
  return "";
}

}  // namespace osslens::oss
