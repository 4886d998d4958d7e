#include "tests/unit/proxy/http/message_log.h"

#include <fmt/format.h>

#include <iterator>

namespace osslens::http::testing {
namespace {

using Role = MessageReader::Role;
using Step = MessageReader::Step;

// What follows the colon is llhttp's wording, which changes with its version.
std::string WithoutLlhttpReason(std::string_view sentence) {
  constexpr std::string_view kOurs = "the chunked body is malformed";
  return std::string(sentence.starts_with(kOurs) ? kOurs : sentence);
}

std::string FramingText(const Framing& framing) {
  switch (framing.kind) {
    case Framing::Kind::kNone:
      return "none";
    case Framing::Kind::kLength:
      return fmt::format("{} bytes", framing.length_bytes);
    case Framing::Kind::kChunked:
      return "chunked";
    case Framing::Kind::kUntilClose:
      return "until close";
  }
  return "?";
}

}  // namespace

std::string Escaped(std::string_view bytes) {
  std::string text = "\"";
  for (const char c : bytes) {
    if (c == '"' || c == '\\') {
      text.append({'\\', c});
    } else if (c == '\r') {
      text.append("\\r");
    } else if (c == '\n') {
      text.append("\\n");
    } else if (c == '\t') {
      text.append("\\t");
    } else if (c >= 0x20 && c < 0x7F) {
      text.push_back(c);
    } else {
      fmt::format_to(std::back_inserter(text), "\\x{:02X}", static_cast<unsigned char>(c));
    }
  }
  return text + '"';
}

MessageLog::MessageLog(Role role, std::string_view request_method, MessageReader::Limits limits)
    : role_(role), reader_(role, limits) {
  reader_.set_request_method(request_method);
}

void MessageLog::Feed(std::string_view piece) {
  const std::vector<char> copy(piece.begin(), piece.end());
  std::string_view rest(copy.data(), copy.size());
  while (!stopped_) {
    const MessageReader::Progress progress = reader_.Read(rest);
    CheckStep(progress, rest.size());
    if (!breaches_.empty()) return;
    rest.remove_prefix(progress.consumed);
    Act(progress.step);
    if (progress.step == Step::kNeedMore) return;
  }
}

std::string MessageLog::Close() {
  if (!stopped_) {
    const Step step = reader_.ReadEnd();
    if (step == Step::kNeedMore) {
      log_ += "closed between messages\n";
    } else {
      Act(step);
      if (step == Step::kEnd) log_ += "closed\n";
    }
  }
  return log_;
}

void MessageLog::Act(Step step) {
  switch (step) {
    case Step::kNeedMore:
      return;
    case Step::kHead:
      LogHead();
      return;
    case Step::kBody:
      for (const std::string_view piece : reader_.content()) content_.append(piece);
      return;
    case Step::kEnd:
      LogEnd();
      reader_.Next();
      return;
    case Step::kError:
      LogContent();
      log_ += fmt::format("error {} {}\n", reader_.fault().status,
                          WithoutLlhttpReason(reader_.fault().sentence));
      stopped_ = true;
      return;
  }
}

void MessageLog::LogHead() {
  if (role_ == Role::kRequest) {
    const RequestHead& head = reader_.request();
    log_ += fmt::format("request {} {} HTTP/1.{}\n", head.method, Escaped(head.target),
                        head.minor_version);
    LogFields(head.fields);
    log_ += keeps_alive(head) ? "  stays open\n" : "  closes\n";
  } else {
    const ResponseHead& head = reader_.response();
    log_ += fmt::format("response {} HTTP/1.{}\n", head.status, head.minor_version);
    LogFields(head.fields);
    log_ += keeps_alive(head) ? "  stays open\n" : "  closes\n";
  }
  log_ += fmt::format("  body: {}\n", FramingText(reader_.framing()));
}

void MessageLog::LogFields(const Fields& fields) {
  std::string joined;
  for (const Field& field : fields.all()) {
    log_ += fmt::format("  {}: {}\n", field.name, Escaped(field.value));
    joined.append(field.line);
  }
  if (!reader_.head_bytes().ends_with(joined + "\r\n")) Breach("field lines are not the head");
}

void MessageLog::LogEnd() {
  const Framing& framing = reader_.framing();
  const bool counted = framing.kind == Framing::Kind::kLength;
  if (counted && content_.size() != framing.length_bytes) Breach("content is not Content-Length");
  if (framing.kind == Framing::Kind::kNone && !content_.empty()) Breach("content without a body");
  if (reader_.remaining_bytes() != 0) Breach("bytes remain at the end");
  LogContent();
  if (!reader_.trailers().empty()) {
    log_ += fmt::format("trailers {}\n", Escaped(reader_.trailers()));
  }
  log_ += "end\n";
}

void MessageLog::LogContent() {
  if (!content_.empty()) {
    log_ += fmt::format("content {} bytes {}\n", content_.size(), Escaped(content_));
  }
  content_.clear();
}

void MessageLog::CheckStep(MessageReader::Progress progress, size_t given_bytes) {
  if (progress.consumed > given_bytes) Breach("consumed more than was given");
  if (progress.step == Step::kNeedMore && progress.consumed != given_bytes) {
    Breach("asks for more while bytes are left");
  }
  if (progress.step == Step::kBody && progress.consumed == 0) Breach("a body step without a byte");
  if (progress.step == Step::kEnd && progress.consumed != 0) Breach("the end consumed bytes");
  if (progress.step != Step::kBody) return;
  size_t content_bytes = 0;
  for (const std::string_view piece : reader_.content()) content_bytes += piece.size();
  if (content_bytes > progress.consumed) Breach("more content than bytes");
}

void MessageLog::Breach(std::string_view what) {
  breaches_ += fmt::format("{}\n", what);
  stopped_ = true;
}

std::string LogOf(Role role, std::string_view request_method, std::string_view stream,
                  const std::vector<size_t>& cuts, MessageReader::Limits limits) {
  MessageLog log(role, request_method, limits);
  size_t begin = 0;
  for (const size_t cut : cuts) {
    log.Feed(stream.substr(begin, cut - begin));
    begin = cut;
  }
  log.Feed(stream.substr(begin));
  std::string text = log.Close();
  if (!log.breaches().empty()) text += "BREACH " + log.breaches();
  return text;
}

}  // namespace osslens::http::testing
