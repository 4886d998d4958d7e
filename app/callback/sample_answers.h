#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace osslens::app {

// What a sample callback server answers to a call.
struct SampleAnswer {
  std::string bytes;                   // head and body
  std::chrono::milliseconds delay{0};  // before them
  bool reset = false;                  // instead: breaks the connection
};

// The good answer for an empty name, otherwise the failure of that name, which is the variant that the finding about it has
// (callback-answer-refused, callback-answer-doubtful); nothing when there is none.
[[nodiscard]] std::optional<SampleAnswer> FindSampleAnswer(std::string_view name);

// Their names, sorted, with commas between them.
[[nodiscard]] std::string SampleAnswerNames();

}  // namespace osslens::app
