#pragma once

#include <string>
#include <utility>

#include "store/transfer/export.h"
#include "store/transfer/json_writer.h"

namespace osslens::store {

// HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec), as Chrome's and Firefox's developer tools load it.
// What HAR has no field for stands in `_osslens` of each entry: the exchange as lists show it, with its findings. An
// exchange without an answer has status 0 and `_error`, as Chrome writes it.
class HarFormat : public ExportFormat {
 public:
  // `version` is of osslens, for `creator`.
  HarFormat(ExchangeEncoder encoder, std::string version)
      : encoder_(encoder), version_(std::move(version)) {}

  [[nodiscard]] std::string Begin() override;
  [[nodiscard]] std::string Add(const Exchange& exchange) override;
  [[nodiscard]] std::string End() override;

 private:
  const ExchangeEncoder encoder_;
  const std::string version_;
  JsonWriter writer_;  // kept between calls: it knows where commas belong
};

}  // namespace osslens::store
