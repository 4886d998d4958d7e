#include "store/transfer/database_export.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "store/transfer/redact.h"

namespace osslens::store {
namespace {

// As in export.cc: with two bodies of --body-limit each, a page stays within a few megabytes.
constexpr int64_t kPage = 16;

}  // namespace

DatabaseExport::DatabaseExport(ExchangeReader& reader, Filter filter, ExchangeWriter writer,
                               Secrets secrets)
    : reader_(reader), filter_(std::move(filter)), writer_(std::move(writer)), secrets_(secrets) {}

Result<DatabaseExport> DatabaseExport::Begin(ExchangeReader& reader, Filter filter,
                                             const std::filesystem::path& file, Secrets secrets) {
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::symlink_status(file, error))) {
    return Fail(
        ErrorKind::kInvalid,
        fmt::format("{} exists already; a database is exported to a new file", file.native()));
  }
  auto writer = ExchangeWriter::Open(file);
  if (!writer) return tl::unexpected(writer.error());
  return DatabaseExport(reader, std::move(filter), *std::move(writer), secrets);
}

Result<bool> DatabaseExport::Step() {
  if (!writer_) return false;
  auto page = reader_.Next(filter_, last_id_, kPage);
  if (!page) return tl::unexpected(page.error());
  for (const auto& exchange : *page) {
    last_id_ = exchange->id;
    if (secrets_ == Secrets::kMasked) Redact(*exchange);
  }
  if (auto written = writer_->Write(*page); !written) return tl::unexpected(written.error());
  count_ += static_cast<int64_t>(page->size());
  if (std::cmp_equal(page->size(), kPage)) return true;
  if (auto whole = writer_->LeaveOneFile(); !whole) return tl::unexpected(whole.error());
  writer_.reset();
  return false;
}

Result<int64_t> DatabaseExport::Run() {
  for (;;) {
    const auto has_more = Step();
    if (!has_more) return tl::unexpected(has_more.error());
    if (!*has_more) return count_;
  }
}

}  // namespace osslens::store
