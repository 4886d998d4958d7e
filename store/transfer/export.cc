#include "store/transfer/export.h"

#include <utility>

#include "store/transfer/redact.h"

namespace osslens::store {
namespace {

// With two bodies of --body-limit each, a page stays within a few megabytes.
constexpr int64_t kPage = 16;

}  // namespace

Export::Export(ExchangeReader& reader, Filter filter, std::unique_ptr<ExportFormat> format,
               Secrets secrets)
    : reader_(reader), filter_(std::move(filter)), format_(std::move(format)), secrets_(secrets) {}

Result<bool> Export::Step(const ByteSink& sink) {
  auto page = reader_.Next(filter_, last_id_, kPage);
  if (!page) return tl::unexpected(page.error());
  std::string piece;
  if (!has_begun_) piece = format_->Begin();
  has_begun_ = true;
  for (const auto& exchange : *page) {
    if (secrets_ == Secrets::kMasked) Redact(*exchange);
    piece += format_->Add(*exchange);
    last_id_ = exchange->id;
    ++count_;
  }
  const bool is_last = std::cmp_less(page->size(), kPage);
  if (is_last) piece += format_->End();
  if (auto taken = sink(piece); !taken) return tl::unexpected(taken.error());
  return !is_last;
}

Result<int64_t> Export::Run(const ByteSink& sink) {
  for (;;) {
    const auto has_more = Step(sink);
    if (!has_more) return tl::unexpected(has_more.error());
    if (!*has_more) return count_;
  }
}

}  // namespace osslens::store
