#include "store/transfer/ndjson_export.h"

namespace osslens::store {

std::string NdjsonFormat::Add(const Exchange& exchange) {
  return encoder_.Encode(exchange, Detail::kFullWithBodies) + "\n";
}

}  // namespace osslens::store
