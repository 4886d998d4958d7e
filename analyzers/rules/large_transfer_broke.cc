// A large upload or download that broke under way: what to do next, from the sizes and the rate that were seen.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"

namespace osslens::analyzers {
namespace {

using store::FailureKind;

constexpr uint64_t kMiB = 1024 * 1024;
// Below this a repetition of the whole call costs little, and parts would gain nothing.
constexpr uint64_t kLarge = 5 * kMiB;
constexpr uint64_t kLargePart = kMiB;

struct Transfer {
  const char* variant = "";
  uint64_t passed_bytes = 0;
  uint64_t total_bytes = 0;  // as announced
  double seconds = 0;
};

uint64_t Announced(const store::MessageHead& head) {
  const std::string_view text = head.Value("Content-Length");
  uint64_t bytes = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  return error == std::errc{} && end == text.data() + text.size() ? bytes : 0;
}

bool broke_under_way(const store::Exchange& exchange) {
  if (!exchange.failure) return false;
  const FailureKind kind = exchange.failure->kind;
  return kind == FailureKind::kReset || kind == FailureKind::kTimeout ||
         kind == FailureKind::kClientAbort;
}

double SecondsOf(std::optional<Microseconds> phase, const store::Exchange& exchange) {
  return static_cast<double>(phase.value_or(exchange.duration).count()) / 1e6;
}

std::optional<Transfer> FindTransfer(const Facts& facts) {
  const store::Exchange& exchange = facts.exchange;
  Transfer transfer;
  if (facts.operation == "GetObject") {
    transfer = {"download", exchange.response.body.total_bytes, Announced(facts.response_head),
                SecondsOf(exchange.timings.receive, exchange)};
  } else if (facts.operation == "PutObject" || facts.operation == "AppendObject" ||
             facts.operation == "PostObject" || facts.operation == "UploadPart") {
    const bool part = facts.operation == "UploadPart";
    transfer = {part ? "part" : "upload", exchange.request.body.total_bytes,
                Announced(facts.request_head), SecondsOf(exchange.timings.send, exchange)};
  } else {
    return std::nullopt;
  }
  const bool is_part = std::string_view(transfer.variant) == "part";
  if (transfer.total_bytes < (is_part ? kLargePart : kLarge)) return std::nullopt;
  if (transfer.passed_bytes == 0 || transfer.passed_bytes >= transfer.total_bytes ||
      transfer.seconds <= 0) {
    return std::nullopt;
  }
  return transfer;
}

std::string Size(double bytes) {
  return bytes < static_cast<double>(kMiB) ? fmt::format("{:.0f} KiB", bytes / 1024)
                                           : fmt::format("{:.1f} MiB", bytes / kMiB);
}

// So much as passes in ten seconds, within what OSS takes and what makes no more than 10,000 parts.
uint64_t PartBytes(const Transfer& transfer, double bytes_per_second) {
  constexpr double kSeconds = 10;
  constexpr uint64_t kLeast = 256 * 1024, kMost = 100 * kMiB, kParts = 10000;
  const auto wanted = static_cast<uint64_t>(std::min(bytes_per_second * kSeconds, 1e12));
  const uint64_t needed = transfer.total_bytes / kParts + 1;
  return std::max(std::clamp(wanted, kLeast, kMost), needed);
}

}  // namespace

std::optional<Diagnosis> CheckLargeTransferBroke(const Facts& facts) {
  if (!broke_under_way(facts.exchange)) return std::nullopt;
  const std::optional<Transfer> transfer = FindTransfer(facts);
  if (!transfer) return std::nullopt;
  const double rate = static_cast<double>(transfer->passed_bytes) / transfer->seconds;
  const double needed = static_cast<double>(transfer->total_bytes) / rate;
  Diagnosis diagnosis{.confidence = store::Confidence::kLikely,
                      .side = store::Side::kNetwork,
                      .variant = transfer->variant};
  diagnosis.values = {{"passed", Size(static_cast<double>(transfer->passed_bytes))},
                      {"total", Size(static_cast<double>(transfer->total_bytes))},
                      {"seconds", fmt::format("{:.1f}", transfer->seconds)},
                      {"rate", Size(rate)},
                      {"needed", fmt::format("{:.0f}", std::min(needed, 1e9))},
                      {"part_size", Size(static_cast<double>(PartBytes(*transfer, rate)))}};
  const bool download = std::string_view(transfer->variant) == "download";
  diagnosis.evidence = {download ? ResponseHeader(facts, "Content-Length", "total")
                                 : RequestHeader(facts, "Content-Length", "total"),
                        FromExchange("bytes", std::to_string(transfer->passed_bytes), "passed")};
  return diagnosis;
}

}  // namespace osslens::analyzers
