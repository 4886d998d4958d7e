#include "tests/support/playbook.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "base/clock.h"

namespace osslens::test {
namespace {

using namespace std::chrono_literals;
using store::Exchange;

// A line of bytes longer than this is printed as its beginning, its size and its hash.
constexpr size_t kPrintedBytes = 160;

std::string YesNo(bool value) { return value ? "yes" : "no"; }

std::string Text(const std::optional<Microseconds>& phase) {
  return phase ? fmt::format("{}", phase->count()) : "-";
}

std::string EditsOf(const Exchange& exchange) {
  std::string text;
  for (const store::HeadEdit& edit : exchange.edits) {
    text += fmt::format("{}{} {} ({})", text.empty() ? "" : ", ", store::ToWord(edit.kind),
                        edit.name, edit.reason);
  }
  return text;
}

std::string TimingsOf(const Exchange& exchange) {
  const store::Timings& timings = exchange.timings;
  return fmt::format("dns {} connect {}{} send {} wait {} receive {}", Text(timings.dns),
                     Text(timings.connect),
                     timings.tls ? fmt::format(" tls {}", timings.tls->count()) : "",
                     Text(timings.send), Text(timings.wait), Text(timings.receive));
}

std::string FormOf(const store::Exchange& exchange) {
  if (!exchange.form) return "";
  std::string text;
  for (const FormPart& part : exchange.form->parts)
    text += fmt::format("{} of {}, ", part.name, part.value_bytes);
  return text + (exchange.form->closed_at   ? "closed"
                 : exchange.form->broken_at ? "broken"
                                            : "open");
}

std::string BodyOf(const store::Body& body) {
  return fmt::format("{} of {}{}{}", Printable(body.bytes), body.total_bytes,
                     body.truncated ? " truncated" : "", body.dropped ? " dropped" : "");
}

using FieldReader = std::function<std::string(const Exchange&)>;

const std::map<std::string, FieldReader, std::less<>>& FieldReaders() {
  static const std::map<std::string, FieldReader, std::less<>> kReaders = {
      {"kind", [](const Exchange& e) { return std::string(ToWord(e.kind)); }},
      {"method", [](const Exchange& e) { return e.method; }},
      {"url", [](const Exchange& e) { return e.url; }},
      {"host", [](const Exchange& e) { return fmt::format("{}:{}", e.host, e.port); }},
      {"status", [](const Exchange& e) { return fmt::format("{}", e.status); }},
      {"failure",
       [](const Exchange& e) { return e.failure ? std::string(ToWord(e.failure->kind)) : "none"; }},
      {"message", [](const Exchange& e) { return e.failure ? e.failure->message : "none"; }},
      {"request", [](const Exchange& e) { return Printable(e.request.head); }},
      {"forwarded", [](const Exchange& e) { return Printable(e.forwarded_head); }},
      {"edits", EditsOf},
      {"response", [](const Exchange& e) { return Printable(e.response.head); }},
      {"interim", [](const Exchange& e) { return Printable(e.interim_heads); }},
      {"request-body", [](const Exchange& e) { return BodyOf(e.request.body); }},
      {"form", &FormOf},
      {"response-body", [](const Exchange& e) { return BodyOf(e.response.body); }},
      {"request-trailers", [](const Exchange& e) { return Printable(e.request.trailers); }},
      {"response-trailers", [](const Exchange& e) { return Printable(e.response.trailers); }},
      {"request-bytes", [](const Exchange& e) { return fmt::format("{}", e.request_bytes); }},
      {"response-bytes", [](const Exchange& e) { return fmt::format("{}", e.response_bytes); }},
      {"timings", TimingsOf},
      {"duration", [](const Exchange& e) { return fmt::format("{}", e.duration.count()); }},
      {"started", [](const Exchange& e) { return FormatRfc3339(e.started_at); }},
      {"own-answer", [](const Exchange& e) { return YesNo(e.answered_by_proxy); }},
      {"reused", [](const Exchange& e) { return YesNo(e.reused_connection); }},
      {"retried", [](const Exchange& e) { return YesNo(e.retried); }},
      {"client", [](const Exchange& e) { return e.client_address; }},
      {"upstream", [](const Exchange& e) { return e.upstream_address; }},
  };
  return kReaders;
}

// The fields that the script asks for, as the session gave them. Without a place in the script:
// what helps to see where the record came from.
std::string DescribeRecord(const Exchange& exchange, const RecordedFields* wanted) {
  static const RecordedFields kBrief = {
      {"method", ""}, {"url", ""}, {"status", ""}, {"message", ""}};
  std::string text = "record";
  for (const auto& [name, value] : wanted != nullptr ? *wanted : kBrief) {
    const auto reader = FieldReaders().find(name);
    const bool known = reader != FieldReaders().end();
    text += fmt::format(" | {}: {}", name, known ? reader->second(exchange) : "NO SUCH FIELD");
  }
  return text;
}

// One line of the script a line of the bytes, so that a difference points at one header.
void AppendBytes(std::string_view prefix, std::string_view bytes, std::vector<std::string>& lines) {
  while (!bytes.empty()) {
    const size_t end = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
    const std::string_view line = bytes.substr(0, end);
    lines.push_back(line.size() <= kPrintedBytes
                        ? fmt::format("{} \"{}\"", prefix, Printable(line))
                        : fmt::format("{} \"{}\"... ({} bytes, hash {:x})", prefix,
                                      Printable(line.substr(0, kPrintedBytes)), line.size(),
                                      std::hash<std::string_view>{}(line)));
    bytes.remove_prefix(end);
  }
}

std::string_view PrefixOf(Action::Kind kind) {
  return kind == Action::Kind::kToClient ? "   to client  " : "   to upstream";
}

void AppendInOrder(const std::vector<Action>& actions, std::vector<std::string>& lines) {
  for (const Action& action : actions) {
    if (action.kind == Action::Kind::kOther) {
      lines.push_back("   " + action.text);
    } else {
      AppendBytes(PrefixOf(action.kind), action.text, lines);
    }
  }
}

// What must not depend on how the bytes were cut: what each side got, and the other commands.
void AppendBySide(const std::vector<Action>& actions, std::vector<std::string>& lines) {
  for (const Action::Kind kind : {Action::Kind::kToClient, Action::Kind::kToUpstream}) {
    std::string bytes;
    for (const Action& action : actions) {
      if (action.kind == kind) bytes += action.text;
    }
    AppendBytes(PrefixOf(kind), bytes, lines);
  }
  for (const Action& action : actions) {
    if (action.kind == Action::Kind::kOther) lines.push_back("   " + action.text);
  }
}

}  // namespace

struct Playbook::Step {
  std::string title;
  proxy::Event event;
  std::string bytes;                   // of ClientBytes and UpstreamBytes
  std::chrono::milliseconds wait{-1};  // instead of an event
  std::vector<Action> expected;

  [[nodiscard]] proxy::Event EventWith(std::string_view piece) const {
    if (std::holds_alternative<proxy::ClientBytes>(event)) return proxy::ClientBytes{piece};
    if (std::holds_alternative<proxy::UpstreamBytes>(event)) return proxy::UpstreamBytes{piece};
    return event;
  }
};

Playbook::Playbook(proxy::SessionSettings settings, std::optional<proxy::ReverseTarget> reverse)
    : settings_(std::move(settings)), reverse_(std::move(reverse)) {}

Playbook::~Playbook() {
  if (!was_run_) ADD_FAILURE() << "a playbook of " << steps_.size() << " events was never run";
}

Playbook& Playbook::Happens(std::string title, proxy::Event event, std::string bytes) {
  steps_.push_back({std::move(title), std::move(event), std::move(bytes), -1ms, {}});
  return *this;
}

Playbook& Playbook::FromClient(std::string bytes) {
  return Happens("client sends", proxy::ClientBytes{}, std::move(bytes));
}
Playbook& Playbook::ClientEnds() { return Happens("client ends", proxy::ClientEnded{}); }
Playbook& Playbook::ClientFails(std::string reason) {
  return Happens("client fails", proxy::ClientFailed{std::move(reason), false});
}
Playbook& Playbook::UpstreamOpens() {
  return Happens("upstream opens", proxy::UpstreamOpened{false, "192.0.2.7:80", 2ms, 3ms});
}
Playbook& Playbook::UpstreamIsReused() {
  return Happens("upstream is reused",
                 proxy::UpstreamOpened{true, "192.0.2.7:80", std::nullopt, std::nullopt});
}
Playbook& Playbook::UpstreamDoesNotOpen(store::FailureKind kind, std::string reason) {
  return Happens("upstream does not open", proxy::UpstreamNotOpened{kind, std::move(reason)});
}
Playbook& Playbook::UpstreamIsSecured() {
  return Happens("upstream is secured", proxy::UpstreamSecured{});
}
Playbook& Playbook::ClientIsSecured() {
  return Happens("client is secured", proxy::ClientSecured{});
}
Playbook& Playbook::ClientDistrustsUs(std::string reason) {
  return Happens("client distrusts us", proxy::ClientFailed{std::move(reason), true});
}
Playbook& Playbook::FromUpstream(std::string bytes) {
  return Happens("upstream sends", proxy::UpstreamBytes{}, std::move(bytes));
}
Playbook& Playbook::UpstreamEnds() { return Happens("upstream ends", proxy::UpstreamEnded{}); }
Playbook& Playbook::UpstreamFails(std::string reason) {
  return Happens("upstream fails", proxy::UpstreamFailed{std::move(reason)});
}
Playbook& Playbook::ShutDown() { return Happens("shut down", proxy::ShutDownRequested{}); }

Playbook& Playbook::Wait(std::chrono::milliseconds duration, proxy::TimerFired fired) {
  Happens(fmt::format("{} ms pass", duration.count()), fired);
  steps_.back().wait = duration;
  return *this;
}

Playbook& Playbook::Expects(std::string command) {
  steps_.back().expected.push_back({Action::Kind::kOther, std::move(command), nullptr});
  return *this;
}

Playbook& Playbook::Expects(Action::Kind kind, std::string_view bytes) {
  std::vector<Action>& expected = steps_.back().expected;
  if (expected.empty() || expected.back().kind != kind) expected.push_back({kind, {}, nullptr});
  expected.back().text.append(bytes);
  return *this;
}

Playbook& Playbook::ToClient(std::string_view bytes) {
  return Expects(Action::Kind::kToClient, bytes);
}
Playbook& Playbook::ToUpstream(std::string_view bytes) {
  return Expects(Action::Kind::kToUpstream, bytes);
}
Playbook& Playbook::Opens(std::string_view where) { return Expects(fmt::format("open {}", where)); }
Playbook& Playbook::SecuresUpstream(std::string_view name) {
  return Expects(fmt::format("secure upstream as {}", name));
}
Playbook& Playbook::SecuresClient(std::string_view name, std::string_view received) {
  return Expects(fmt::format("secure client as {} from {}", name, DigestOf(received)));
}
Playbook& Playbook::ReleasesUpstream() { return Expects("release upstream"); }
Playbook& Playbook::ClosesUpstream() { return Expects("close upstream"); }
Playbook& Playbook::EndsUpstream() { return Expects("end upstream"); }
Playbook& Playbook::EndsClient() { return Expects("end client"); }
Playbook& Playbook::PausesClient() { return Expects("pause client"); }
Playbook& Playbook::ResumesClient() { return Expects("resume client"); }
Playbook& Playbook::Closes() { return Expects("close"); }
Playbook& Playbook::Aborts() { return Expects("abort"); }

Playbook& Playbook::Records(RecordedFields fields) {
  std::string text = "record";
  for (const auto& [name, value] : fields) text += fmt::format(" | {}: {}", name, value);
  records_.push_back(std::move(fields));
  return Expects(std::move(text));
}

Playbook& Playbook::WithoutCuts() {
  with_cuts_ = false;
  return *this;
}

Playbook& Playbook::AsWrittenOnly() {
  byte_by_byte_ = false;
  return *this;
}

void Playbook::Run() {
  was_run_ = true;
  if (!PlaysWell({})) return;
  if (!byte_by_byte_ || !PlaysWell({Mode::kByteByByte}) || !with_cuts_) return;
  for (size_t step = 0; step < steps_.size(); ++step) {
    for (size_t offset = 1; offset < steps_[step].bytes.size(); ++offset) {
      if (!PlaysWell({Mode::kCut, step, offset})) return;
    }
  }
}

bool Playbook::PlaysWell(const Cut& cut) const {
  SessionRunner runner(settings_, reverse_ ? &*reverse_ : nullptr);
  const std::vector<std::string> expected = ExpectedLines(cut.mode == Mode::kAsWritten);
  const std::vector<std::string> actual = ActualLines(runner, cut);
  std::string title = "as written";
  if (cut.mode == Mode::kByteByByte) title = "byte by byte";
  if (cut.mode == Mode::kCut)
    title = fmt::format("with event {} cut at byte {}", cut.step + 1, cut.offset);
  for (const std::string& violation : runner.violations()) {
    ADD_FAILURE() << "played " << title << ", the session breaks its contract: " << violation
                  << '\n'
                  << DifferenceOf(actual, actual);
  }
  if (actual != expected) {
    ADD_FAILURE() << "played " << title << ", - is the script, + is the session\n"
                  << DifferenceOf(expected, actual);
  }
  return actual == expected && runner.violations().empty();
}

std::vector<Action> Playbook::Play(SessionRunner& runner, size_t index, const Cut& cut) const {
  const Step& step = steps_[index];
  if (step.wait >= 0ms) return runner.Wait(step.wait, std::get<proxy::TimerFired>(step.event));
  size_t piece_bytes = std::max<size_t>(step.bytes.size(), 1);
  if (cut.mode == Mode::kByteByByte) piece_bytes = 1;
  if (cut.mode == Mode::kCut && cut.step == index) piece_bytes = cut.offset;
  std::vector<Action> actions;
  std::string_view rest = step.bytes;
  do {
    const std::string_view piece = rest.substr(0, piece_bytes);
    for (Action& action : runner.Feed(step.EventWith(piece))) actions.push_back(std::move(action));
    rest.remove_prefix(piece.size());
    if (cut.mode == Mode::kCut) piece_bytes = std::max<size_t>(rest.size(), 1);
  } while (!rest.empty() && !runner.is_closed());
  return actions;
}

std::vector<std::string> Playbook::ActualLines(SessionRunner& runner, const Cut& cut) const {
  std::vector<std::string> lines;
  size_t record = 0;
  for (size_t i = 0; i < steps_.size(); ++i) {
    lines.push_back(steps_[i].title);
    std::vector<Action> actions = Play(runner, i, cut);
    for (Action& action : actions) {
      if (!action.exchange) continue;
      const RecordedFields* wanted = record < records_.size() ? &records_[record] : nullptr;
      action.text = DescribeRecord(*action.exchange, wanted);
      ++record;
    }
    cut.mode == Mode::kAsWritten ? AppendInOrder(actions, lines) : AppendBySide(actions, lines);
  }
  return lines;
}

std::vector<std::string> Playbook::ExpectedLines(bool in_order) const {
  std::vector<std::string> lines;
  for (const Step& step : steps_) {
    lines.push_back(step.title);
    in_order ? AppendInOrder(step.expected, lines) : AppendBySide(step.expected, lines);
  }
  return lines;
}

std::string Printable(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    if (c == '\r') {
      text += "\\r";
    } else if (c == '\n') {
      text += "\\n";
    } else if (c >= 0x20 && c < 0x7F) {
      text += c;
    } else {
      fmt::format_to(std::back_inserter(text), "\\x{:02X}", static_cast<unsigned char>(c));
    }
  }
  return text;
}

std::string DifferenceOf(const std::vector<std::string>& expected,
                         const std::vector<std::string>& actual) {
  // Lengths of the longest common subsequences of what is left from (i, j) on.
  std::vector<std::vector<size_t>> common(expected.size() + 1,
                                          std::vector<size_t>(actual.size() + 1, 0));
  for (size_t i = expected.size(); i-- > 0;) {
    for (size_t j = actual.size(); j-- > 0;) {
      common[i][j] = expected[i] == actual[j] ? common[i + 1][j + 1] + 1
                                              : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  std::string text;
  size_t i = 0, j = 0;
  while (i < expected.size() || j < actual.size()) {
    if (i < expected.size() && j < actual.size() && expected[i] == actual[j]) {
      text += fmt::format("  {}\n", expected[i++]);
      ++j;
    } else if (j == actual.size() ||
               (i < expected.size() && common[i + 1][j] >= common[i][j + 1])) {
      text += fmt::format("- {}\n", expected[i++]);
    } else {
      text += fmt::format("+ {}\n", actual[j++]);
    }
  }
  return text;
}

}  // namespace osslens::test
