#include "app/batch_explainer.h"

#include <utility>

namespace osslens::app {

BatchExplainer::BatchExplainer(const analyzers::Catalogue& catalogue,
                               const analyzers::AnalyzerOptions& options, size_t limit_bytes,
                               Take take)
    : limit_bytes_(limit_bytes), take_(std::move(take)), analyzer_(catalogue, options) {}

Result<void> BatchExplainer::Add(store::Exchange exchange) {
  // The tracker wants it to stay where it is until it is handed on.
  batch_.push_back(std::make_unique<store::Exchange>(std::move(exchange)));
  store::Exchange& added = *batch_.back();
  analyzer_.Annotate(added);
  jobs_.Follow(added);
  bytes_ += HeldBytes(added);
  return bytes_ < limit_bytes_ ? Result<void>() : Flush();
}

Result<void> BatchExplainer::Flush() {
  if (batch_.empty()) return {};
  const std::vector<store::JobChange> changes = jobs_.TakeChanges();
  if (Result<void> taken = take_(batch_, changes); !taken) return taken;
  jobs_.Settle();
  batch_.clear();
  bytes_ = 0;
  return {};
}

}  // namespace osslens::app
