// The contract's words for every enumeration of the records, each written once.
#include <array>
#include <string_view>
#include <utility>

#include "store/record/exchange.h"
#include "store/record/finding.h"

namespace osslens::store {
namespace {

template <class E, size_t N>
using Words = std::array<std::pair<E, const char*>, N>;

constexpr Words<Severity, 3> kSeverities{
    {{Severity::kError, "error"}, {Severity::kWarning, "warning"}, {Severity::kInfo, "info"}}};
constexpr Words<Confidence, 3> kConfidences{{{Confidence::kProven, "proven"},
                                             {Confidence::kLikely, "likely"},
                                             {Confidence::kPossible, "possible"}}};
constexpr Words<Side, 4> kSides{{{Side::kApp, "app"},
                                 {Side::kMiddle, "middle"},
                                 {Side::kNetwork, "network"},
                                 {Side::kOss, "oss"}}};
constexpr Words<Where, 7> kPlaces{{{Where::kRequestHeader, "request.header"},
                                   {Where::kRequestBody, "request.body"},
                                   {Where::kRequestQuery, "request.query"},
                                   {Where::kResponseHeader, "response.header"},
                                   {Where::kResponseBody, "response.body"},
                                   {Where::kTiming, "timing"},
                                   {Where::kExchange, "exchange"}}};
constexpr Words<ExchangeKind, 5> kKinds{{{ExchangeKind::kForward, "forward"},
                                         {ExchangeKind::kIntercept, "intercept"},
                                         {ExchangeKind::kTunnel, "tunnel"},
                                         {ExchangeKind::kReverse, "reverse"},
                                         {ExchangeKind::kCallback, "callback"}}};
constexpr Words<FailureKind, 7> kFailures{{{FailureKind::kDns, "dns"},
                                           {FailureKind::kConnect, "connect"},
                                           {FailureKind::kTls, "tls"},
                                           {FailureKind::kTimeout, "timeout"},
                                           {FailureKind::kReset, "reset"},
                                           {FailureKind::kProtocol, "protocol"},
                                           {FailureKind::kClientAbort, "client-abort"}}};
constexpr Words<HeadEdit::Kind, 4> kEdits{{{HeadEdit::Kind::kTargetChanged, "target"},
                                           {HeadEdit::Kind::kFieldRemoved, "removed"},
                                           {HeadEdit::Kind::kFieldAdded, "added"},
                                           {HeadEdit::Kind::kFieldChanged, "changed"}}};

template <class E, size_t N>
const char* WordOf(const Words<E, N>& words, E value) {
  for (const auto& [candidate, word] : words) {
    if (candidate == value) return word;
  }
  return "";
}

template <class E, size_t N>
bool ValueOf(const Words<E, N>& words, std::string_view word, E& out) {
  for (const auto& [value, candidate] : words) {
    if (word == candidate) {
      out = value;
      return true;
    }
  }
  return false;
}

}  // namespace

const char* ToWord(Severity value) { return WordOf(kSeverities, value); }
const char* ToWord(Confidence value) { return WordOf(kConfidences, value); }
const char* ToWord(Side value) { return WordOf(kSides, value); }
const char* ToWord(Where value) { return WordOf(kPlaces, value); }
const char* ToWord(ExchangeKind value) { return WordOf(kKinds, value); }
const char* ToWord(FailureKind value) { return WordOf(kFailures, value); }
const char* ToWord(HeadEdit::Kind value) { return WordOf(kEdits, value); }

bool FromWord(const std::string& word, Severity& out) { return ValueOf(kSeverities, word, out); }
bool FromWord(const std::string& word, Confidence& out) { return ValueOf(kConfidences, word, out); }
bool FromWord(const std::string& word, Side& out) { return ValueOf(kSides, word, out); }
bool FromWord(const std::string& word, Where& out) { return ValueOf(kPlaces, word, out); }
bool FromWord(const std::string& word, ExchangeKind& out) { return ValueOf(kKinds, word, out); }
bool FromWord(const std::string& word, FailureKind& out) { return ValueOf(kFailures, word, out); }
bool FromWord(const std::string& word, HeadEdit::Kind& out) { return ValueOf(kEdits, word, out); }

}  // namespace osslens::store
