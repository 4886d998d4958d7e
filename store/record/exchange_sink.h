#pragma once

#include <memory>

#include "store/record/exchange.h"

namespace osslens::store {

// Where the proxy puts finished exchanges. Called from every event loop; it must return at once.
class ExchangeSink {
 public:
  virtual ~ExchangeSink() = default;

  // Takes the exchange. Bodies may be dropped (and marked so) when there is no room; the record
  // itself is kept.
  virtual void Offer(std::unique_ptr<Exchange> exchange) = 0;

  // True while there is so much waiting that no new request should be read. Cheap; any thread.
  [[nodiscard]] virtual bool congested() const = 0;
};

}  // namespace osslens::store
