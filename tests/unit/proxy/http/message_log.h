#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proxy/http/message_reader.h"

// Turns what a MessageReader says of a stream into text, so that fixtures can be compared by eye
// and two ways of cutting the same stream by string.
namespace osslens::http::testing {

// Every byte but printable ASCII as an escape, in quotes.
[[nodiscard]] std::string Escaped(std::string_view bytes);

// Feeds one stream to a reader and keeps the log. Pieces of content are joined and printed when the
// body ends, whatever the pieces were.
class MessageLog {
 public:
  MessageLog(MessageReader::Role role, std::string_view request_method,
             MessageReader::Limits limits);

  // Each piece is copied into memory of exactly its size, which dies when Feed returns.
  void Feed(std::string_view piece);
  // The peer closes; returns the whole log.
  [[nodiscard]] std::string Close();
  // What the reader did against its contract: consumed more than it was given, left bytes behind
  // while asking for more, or counted a length wrong. Empty when all was well.
  [[nodiscard]] const std::string& breaches() const { return breaches_; }

 private:
  void Act(MessageReader::Step step);
  void LogHead();
  void LogFields(const Fields& fields);
  void LogEnd();
  void LogContent();
  void CheckStep(MessageReader::Progress progress, size_t given_bytes);
  void Breach(std::string_view what);

  const MessageReader::Role role_;
  MessageReader reader_;
  bool stopped_ = false;
  std::string content_;
  std::string log_;
  std::string breaches_;
};

// The log of `stream` fed in the pieces that `cuts` (ascending offsets) leave.
[[nodiscard]] std::string LogOf(MessageReader::Role role, std::string_view request_method,
                                std::string_view stream, const std::vector<size_t>& cuts = {},
                                MessageReader::Limits limits = MessageReader::Limits());

}  // namespace osslens::http::testing
