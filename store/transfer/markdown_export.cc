#include "store/transfer/markdown_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "store/transfer/json_writer.h"

namespace osslens::store {
namespace {

struct Words {
  const char *title, *time, *url, *status, *code, *message, *request_id, *duration, *bucket,
      *object, *region, *failure, *fix, *evidence, *docs, *request, *response, *cut, *no_text,
      *proven, *likely, *possible;
};

constexpr Words kEnglish{.title = "osslens report",
                         .time = "Time",
                         .url = "URL",
                         .status = "Status",
                         .code = "OSS code",
                         .message = "OSS says",
                         .request_id = "Request ID",
                         .duration = "Duration",
                         .bucket = "Bucket",
                         .object = "Object",
                         .region = "Region",
                         .failure = "No answer",
                         .fix = "What to do",
                         .evidence = "Evidence",
                         .docs = "Documents",
                         .request = "Request",
                         .response = "Response",
                         .cut = "Only the first {} of {} bytes of the body are shown.",
                         .no_text = "The body ({} bytes) is no text.",
                         .proven = "proven",
                         .likely = "likely",
                         .possible = "possible"};

constexpr Words kChinese{.title = "osslens 报告",
                         .time = "时间",
                         .url = "URL",
                         .status = "状态码",
                         .code = "OSS 错误码",
                         .message = "OSS 的说明",
                         .request_id = "请求 ID",
                         .duration = "耗时",
                         .bucket = "存储空间",
                         .object = "对象",
                         .region = "地域",
                         .failure = "没有响应",
                         .fix = "处理办法",
                         .evidence = "证据",
                         .docs = "文档",
                         .request = "请求",
                         .response = "响应",
                         .cut = "消息体共 {1} 字节，只显示前 {0} 字节。",
                         .no_text = "消息体（{} 字节）不是文本。",
                         .proven = "已证实",
                         .likely = "很可能",
                         .possible = "有可能"};

const Words& WordsOf(Language language) {
  return language == Language::kChinese ? kChinese : kEnglish;
}

const char* WordOf(Confidence confidence, const Words& words) {
  switch (confidence) {
    case Confidence::kProven:
      return words.proven;
    case Confidence::kLikely:
      return words.likely;
    case Confidence::kPossible:
      return words.possible;
  }
  return words.possible;
}

// Characters that hide or reorder what stands around them: U+200B to U+200F, U+202A to U+202E, U+2060 to U+2069, U+FEFF.
bool is_deceiving(std::string_view character) {
  if (character == "\xef\xbb\xbf") return true;
  if (character.size() != 3 || character[0] != '\xe2') return false;
  const auto second = static_cast<unsigned char>(character[1]);
  const auto third = static_cast<unsigned char>(character[2]);
  if (second == 0x80) return (third >= 0x8b && third <= 0x8f) || (third >= 0xaa && third <= 0xae);
  return second == 0x81 && third >= 0xa0 && third <= 0xa9;
}

size_t LengthOfCharacter(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return std::min(length, text.size());
}

// Text that can be printed: what is no UTF-8, a control or deceiving character becomes U+FFFD.
std::string Printable(std::string_view text, bool keep_lines) {
  std::string printable;
  while (!text.empty()) {
    size_t length = LengthOfCharacter(text);
    std::string_view character = text.substr(0, length);
    if (!is_utf8(character)) character = text.substr(0, length = 1);
    const auto first = static_cast<unsigned char>(character.front());
    const bool is_line = character == "\n" || character == "\t";
    if (character == "\r" && text.substr(1).starts_with('\n')) {
      // The line feed behind it ends the line.
    } else if ((is_line && keep_lines) ||
               (!is_deceiving(character) && first >= 0x20 && first != 0x7f && is_utf8(character))) {
      printable += character;
    } else {
      printable += "\xef\xbf\xbd";
    }
    text.remove_prefix(length);
  }
  return printable;
}

// As many backticks as no run in the text has (CommonMark, section 6.1).
std::string Fence(std::string_view text, size_t least) {
  size_t longest = 0;
  size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(std::max(least, longest + 1), '`');
}

// In one line of a list or a heading.
std::string Code(std::string_view captured) {
  const std::string text = Printable(captured, false);
  if (text.empty()) return "``";
  const std::string fence = Fence(text, 1);
  // One blank on either side is taken off again.
  return fence + " " + text + " " + fence;
}

// A pipe ends a cell even within code (GitHub's tables, section 4.10).
std::string Cell(std::string_view captured) {
  std::string cell;
  for (const char c : Code(captured)) {
    if (c == '|') cell += '\\';
    cell += c;
  }
  return cell;
}

// Texts of the catalogue hold captured values: all that could be markup is escaped.
std::string Prose(std::string_view text) {
  std::string prose;
  for (const char c : Printable(text, false)) {
    if (std::string_view("\\`*_[]<>&#|~!").find(c) != std::string_view::npos) prose += '\\';
    prose += c;
  }
  return prose;
}

void AddRow(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out += fmt::format("| {} | {} |\n", name, Cell(value));
}

void AddFacts(std::string& out, const Exchange& exchange, const Words& words) {
  out += "| | |\n| --- | --- |\n";
  AddRow(out, words.time, FormatRfc3339(exchange.started_at));
  AddRow(out, words.url, fmt::format("{} {}", exchange.method, exchange.url));
  AddRow(out, words.status, exchange.status == 0 ? "" : std::to_string(exchange.status));
  if (exchange.failure) AddRow(out, words.failure, exchange.failure->message);
  AddRow(out, words.code, exchange.oss_code);
  AddRow(out, words.message, exchange.oss_message);
  AddRow(out, "EC", exchange.ec);
  AddRow(out, words.request_id, exchange.request_id);
  AddRow(out, words.bucket, exchange.bucket);
  AddRow(out, words.object, exchange.object);
  AddRow(out, words.region, exchange.region);
  AddRow(out, words.duration,
         fmt::format("{:.1f} ms", static_cast<double>(exchange.duration.count()) / 1000));
  out += '\n';
}

void AddFinding(std::string& out, const Finding& finding, const FindingText& text,
                const Words& words) {
  out += fmt::format("### {} ({})\n\n{}\n\n", Prose(text.title), WordOf(finding.confidence, words),
                     Prose(text.cause));
  if (!text.fix.empty()) out += fmt::format("**{}**\n\n", words.fix);
  for (size_t i = 0; i < text.fix.size(); ++i) {
    out += fmt::format("{}. {}\n", i + 1, Prose(text.fix[i]));
  }
  if (!finding.evidence.empty()) out += fmt::format("\n**{}**\n\n", words.evidence);
  for (size_t i = 0; i < finding.evidence.size(); ++i) {
    const Evidence& evidence = finding.evidence[i];
    out += fmt::format("- {} {}: {}", ToWord(evidence.where), Code(evidence.name),
                       Code(evidence.value));
    const bool has_note = i < text.evidence_notes.size() && !text.evidence_notes[i].empty();
    out += has_note ? fmt::format(": {}\n", Prose(text.evidence_notes[i])) : "\n";
  }
  if (!text.docs.empty()) out += fmt::format("\n**{}**\n\n", words.docs);
  for (const std::string& document : text.docs) out += fmt::format("- {}\n", Prose(document));
  out += '\n';
}

void AddMessage(std::string& out, const char* name, std::string_view head, const Body& body,
                const Words& words) {
  if (head.empty()) return;
  std::string shown = Printable(head, true);
  const std::string_view bytes = body.bytes;
  std::string_view part = bytes.substr(0, MarkdownFormat::kMaxBodyBytes);
  // A cut within a character must not make a text none.
  for (int i = 0; i < 3 && part.size() < body.total_bytes && !is_utf8(part); ++i) {
    part.remove_suffix(part.empty() ? 0 : 1);
  }
  const bool is_text = is_utf8(part) && part.find('\0') == std::string_view::npos;
  if (is_text) shown += Printable(part, true);
  while (shown.ends_with('\n')) shown.pop_back();
  const std::string fence = Fence(shown, 3);
  out += fmt::format("### {}\n\n{}http\n{}\n{}\n\n", name, fence, shown, fence);
  if (!is_text) {
    out += fmt::format(fmt::runtime(words.no_text), body.total_bytes) + "\n\n";
  } else if (part.size() < body.total_bytes) {
    out += fmt::format(fmt::runtime(words.cut), part.size(), body.total_bytes) + "\n\n";
  }
}

}  // namespace

std::string MarkdownFormat::Begin() { return fmt::format("# {}\n\n", WordsOf(language_).title); }

std::string MarkdownFormat::Add(const Exchange& exchange) {
  const Words& words = WordsOf(language_);
  const std::string& what = exchange.operation.empty() ? exchange.method : exchange.operation;
  std::string out = fmt::format("## {}. {}", exchange.id, Prose(what));
  if (exchange.status != 0) out += fmt::format(" {}", exchange.status);
  if (!exchange.oss_code.empty()) out += " " + Prose(exchange.oss_code);
  out += "\n\n";
  AddFacts(out, exchange, words);
  for (const Finding& finding : exchange.findings) {
    AddFinding(out, finding, texts_.Describe(finding, language_), words);
  }
  AddMessage(out, words.request, exchange.request.head, exchange.request.body, words);
  AddMessage(out, words.response, exchange.response.head, exchange.response.body, words);
  return out;
}

std::string MarkdownFormat::End() { return {}; }

}  // namespace osslens::store
