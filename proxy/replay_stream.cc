#include "proxy/replay_stream.h"

namespace osslens::proxy {
namespace {

// One full read of a socket.
constexpr size_t kPieceBytes = 64 * 1024;

}  // namespace

// Always on a later turn of the loop, as a socket would.
void ReplayStream::StartReading() {
  if (given_bytes_ < bytes_.size() && !turn_.is_active()) turn_.Start({});
}

void ReplayStream::StopReading() { turn_.Stop(); }

void ReplayStream::Deliver() {
  // A copy: the listener may destroy this object while it reads.
  const std::string piece = bytes_.substr(given_bytes_, kPieceBytes);
  given_bytes_ += piece.size();
  StartReading();
  listener_->OnData(piece);
}

}  // namespace osslens::proxy
