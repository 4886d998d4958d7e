#pragma once

#include "store/transfer/export.h"

namespace osslens::store {

// One line an exchange: the contract's JSON with all details, each body as `text` or, where it is no UTF-8, `base64`.
class NdjsonFormat : public ExportFormat {
 public:
  explicit NdjsonFormat(ExchangeEncoder encoder) : encoder_(encoder) {}

  [[nodiscard]] std::string Begin() override { return {}; }
  [[nodiscard]] std::string Add(const Exchange& exchange) override;
  [[nodiscard]] std::string End() override { return {}; }

 private:
  const ExchangeEncoder encoder_;
};

}  // namespace osslens::store
