#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "analyzers/analyzer.h"
#include "analyzers/job_tracker.h"
#include "base/result.h"
#include "store/record/exchange.h"
#include "store/record/job_change.h"

namespace osslens::app {

// Explains the exchanges of a file as the pipeline explains live ones, findings and jobs, and hands them on in batches,
// in the order in which they were added. It holds one batch. One thread at a time.
class BatchExplainer {
 public:
  // Takes a batch, and what it told about the jobs of exchanges of earlier batches (known by the ids that they were given
  // when they were taken; what was given none is forgotten). An error ends it all.
  using Batch = std::span<const std::unique_ptr<store::Exchange>>;
  using Take = std::function<Result<void>(Batch batch, std::span<const store::JobChange> changes)>;

  // A batch is handed on as soon as it holds `limit_bytes`. The catalogue and what options point at must outlive this.
  BatchExplainer(const analyzers::Catalogue& catalogue, const analyzers::AnalyzerOptions& options,
                 size_t limit_bytes, Take take);

  [[nodiscard]] Result<void> Add(store::Exchange exchange);
  // Hands on what is left. After an error of Add or Flush nothing more may be added.
  [[nodiscard]] Result<void> Flush();

 private:
  const size_t limit_bytes_;
  const Take take_;
  analyzers::Analyzer analyzer_;
  analyzers::JobTracker jobs_;
  std::vector<std::unique_ptr<store::Exchange>> batch_;
  size_t bytes_ = 0;
};

}  // namespace osslens::app
