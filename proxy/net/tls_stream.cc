#include "proxy/net/tls_stream.h"

#include <utility>

namespace osslens::net {

using State = tls::TlsEngine::State;

TlsStream::TlsStream(std::unique_ptr<Stream> below, std::unique_ptr<tls::TlsEngine> engine,
                     tls::TlsOutput& output)
    : below_(std::move(below)), engine_(std::move(engine)), output_(output) {
  below_->set_listener(this);
}

TlsStream::~TlsStream() {
  if (destroyed_ != nullptr) *destroyed_ = true;
  if (!below_) return;
  engine_->Close(output_);
  Ship();
}

std::optional<NetError> TlsStream::Start(std::string_view received) {
  engine_->Feed(received, output_);
  Ship();
  if (engine_->state() == State::kFailed) {
    over_ = true;
    return ErrorOfFault();
  }
  below_->StartReading();
  return std::nullopt;
}

void TlsStream::StartReading() {
  reading_ = true;
  if (!over_) below_->StartReading();
}

void TlsStream::StopReading() {
  reading_ = false;
  if (secured_) below_->StopReading();
}

void TlsStream::Write(std::span<const std::string_view> parts) {
  for (const std::string_view part : parts) engine_->Write(part, output_);
  Ship();
}

void TlsStream::Shutdown() {
  engine_->Close(output_);
  Ship();
  shut_down_ = true;
  below_->Shutdown();
}

void TlsStream::Reset() {
  over_ = true;
  below_->Reset();
}

void TlsStream::Finish(std::unique_ptr<Stream> self, std::chrono::milliseconds limit) {
  Shutdown();
  // Whatever still comes need not be decrypted to be thrown away.
  Stream::FinishAndClose(std::move(below_), limit);
  self.reset();
}

// Only the ciphertext: bytes that a listener looks at may lie beside it. An alert that comes behind our FIN has nowhere
// to go.
void TlsStream::Ship() {
  if (output_.ciphertext.empty()) return;
  if (!shut_down_) below_->Write(output_.ciphertext);
  output_.ciphertext.clear();
}

void TlsStream::OnData(std::string_view bytes) {
  output_.Clear();
  engine_->Feed(bytes, output_);
  Ship();
  Report();
}

// Tells what one read has brought: up to three things, each of which may end this object.
void TlsStream::Report() {
  bool destroyed = false;
  destroyed_ = &destroyed;
  const std::string_view plaintext = output_.plaintext();
  if (!secured_ && engine_->has_opened()) {
    secured_ = true;
    if (!reading_) below_->StopReading();
    listener_->OnSecured();
    if (destroyed) return;
  }
  if (!plaintext.empty() && !over_) {
    listener_->OnData(plaintext);
    if (destroyed) return;
  }
  destroyed_ = nullptr;
  if (over_) return;
  const State state = engine_->state();
  if (state != State::kEnded && state != State::kFailed) return;
  over_ = true;
  below_->StopReading();
  state == State::kEnded ? listener_->OnEnd() : listener_->OnError(ErrorOfFault());
}

void TlsStream::OnEnd() {
  engine_->EndOfInput();
  output_.Clear();
  Report();
}

void TlsStream::OnError(const NetError& error) {
  if (over_ && engine_->state() != State::kEnded) return;
  over_ = true;
  if (secured_) return listener_->OnError(error);
  engine_->EndOfInput();
  NetError failure = ErrorOfFault();
  failure.message += " (" + error.message + ")";
  listener_->OnError(failure);
}

NetError TlsStream::ErrorOfFault() const {
  const tls::TlsFault& fault = engine_->fault();
  NetErrorKind kind = NetErrorKind::kTls;
  if (fault.kind == tls::TlsFault::Kind::kDistrusted) kind = NetErrorKind::kDistrusted;
  if (fault.kind == tls::TlsFault::Kind::kClosed && secured_) kind = NetErrorKind::kReset;
  return {kind, fault.sentence};
}

}  // namespace osslens::net
