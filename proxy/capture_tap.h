#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/form_scanner.h"
#include "proxy/session_event.h"
#include "proxy/session_settings.h"
#include "store/record/exchange.h"

namespace osslens::proxy {

// Makes the record of one exchange out of what passes by: heads whole, the first part of the
// bodies, sizes, times. It changes nothing and never fails. Loop thread only.
class CaptureTap {
 public:
  CaptureTap(const SessionSettings& settings, std::string client_address);

  // Begins a new record. `began` is when the first byte of the head came.
  void Begin(store::ExchangeKind kind, std::string_view head, std::string_view method,
             Instant began);
  [[nodiscard]] bool is_open() const { return exchange_ != nullptr; }
  [[nodiscard]] const std::string& client_address() const { return client_address_; }
  // It is no request of an app, but the exchange `of` sent again by the user. It is kept in any case.
  void Replays(int64_t of, uint64_t ticket);
  // It turns out to be of another kind than it began as.
  void Becomes(store::ExchangeKind kind);
  // Ends without a record.
  void Discard();

  void Destination(const http::Authority& authority, std::string url);
  void Forwarded(std::string_view head, std::vector<store::HeadEdit> edits);
  void Opened(const UpstreamOpened& event, SteadyTime now);
  // TLS with the server took from `began` until now, or until it failed.
  void Secured(SteadyTime began, SteadyTime now);
  void Retried();
  // The app was told that its tunnel is open; from here on only sizes are kept.
  void TunnelOpen(std::string_view reply, SteadyTime now);

  // `content` is what is left of the wire bytes when framing is taken off.
  void RequestBody(size_t wire_bytes, std::span<const std::string_view> content);
  void RequestEnd(std::string_view trailers, SteadyTime now);
  void Interim(std::string_view head);
  void ResponseHead(std::string_view head, int status, bool from_oss, SteadyTime now);
  void ResponseBody(size_t wire_bytes, std::span<const std::string_view> content);
  void ResponseEnd(std::string_view trailers, SteadyTime now);

  // An answer of the proxy itself.
  void Refused(int status, std::string_view head, std::string_view body);
  // The first failure stands; later ones are consequences.
  void Fail(store::FailureKind kind, std::string message);

  // Ends the record and hands it over; nullptr when it is not to be kept (--capture oss).
  [[nodiscard]] std::unique_ptr<store::Exchange> Finish(SteadyTime now);

 private:
  static void Keep(store::Body& body, std::span<const std::string_view> content,
                   size_t limit_bytes);
  void ReadForm(std::span<const std::string_view> content);
  void TrimBody(store::Body& body, size_t limit_bytes) const;
  void CutShort(SteadyTime now);

  const SessionSettings& settings_;
  const std::string client_address_;
  std::unique_ptr<store::Exchange> exchange_;
  std::optional<FormScanner> form_;
  bool oss_ = false;  // by host name, later also by the server's own headers
  SteadyTime began_;
  std::optional<SteadyTime> opened_, sent_, answered_;
};

}  // namespace osslens::proxy
