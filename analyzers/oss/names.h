#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

// What OSS takes as the name of a bucket or an object (OSS documentation, "Bucket naming
// conventions" and "Object naming conventions").
namespace osslens::oss {

enum class NameRule {
  kEmpty,
  kTooShort,   // a bucket has at least 3 bytes
  kTooLong,    // a bucket at most 63, an object at most 1023
  kCharacter,  // a bucket has lower-case letters, digits and hyphens only
  kFirst,      // a bucket begins with a letter or digit, an object with neither "/" nor "\"
  kLast,       // a bucket ends with a letter or digit
  kNotUtf8,    // of an object
};

struct NameFault {
  NameRule rule = NameRule::kEmpty;
  size_t offset = 0;  // of the byte that breaks it; for a length the first byte too many
};

// The first rule that is broken, or nullopt. `key` is decoded.
[[nodiscard]] std::optional<NameFault> CheckBucketName(std::string_view bucket);
[[nodiscard]] std::optional<NameFault> CheckObjectName(std::string_view key);

// "empty", "too-short", "character" ...
[[nodiscard]] const char* ToWord(NameRule rule);

}  // namespace osslens::oss
