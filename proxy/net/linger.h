#pragma once

#include <chrono>
#include <memory>

namespace osslens::net {

class TcpStream;

// What TcpStream::FinishAndClose() does. `stream` is open and not broken.
void Linger(std::unique_ptr<TcpStream> stream, std::chrono::milliseconds limit);

}  // namespace osslens::net
