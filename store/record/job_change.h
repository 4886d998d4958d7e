#pragma once

#include <cstdint>

#include "store/record/exchange.h"

namespace osslens::store {

// What a later exchange told about one that is stored already: the job it turned out to belong to, or that its failure
// was made good.
struct JobChange {
  int64_t exchange_id = 0;
  Job job;
};

}  // namespace osslens::store
