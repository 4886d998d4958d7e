#include "web/server/api/export_calls.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>

#include "store/transfer/export.h"
#include "store/transfer/har_export.h"
#include "store/transfer/markdown_export.h"
#include "store/transfer/ndjson_export.h"
#include "web/server/arguments.h"
#include "web/server/database_source.h"

namespace osslens::web {
namespace {

struct Format {
  std::unique_ptr<store::ExportFormat> format;  // null: a database
  std::string_view content_type;
  std::string_view file_name;
};

Result<Format> FormatOf(const Request& request, store::Language language,
                        const ApiContext& context) {
  const auto name = request.Parameter("format").value_or("");
  const store::ExchangeEncoder encoder(context.parts.catalogue, language);
  if (name == "har") {
    return Format{
        std::make_unique<store::HarFormat>(encoder, context.parts.status.Current().version),
        "application/json", "osslens.har"};
  }
  if (name == "ndjson") {
    return Format{std::make_unique<store::NdjsonFormat>(encoder), "application/x-ndjson",
                  "osslens.ndjson"};
  }
  if (name == "markdown") {
    return Format{std::make_unique<store::MarkdownFormat>(context.parts.catalogue, language),
                  "text/markdown; charset=utf-8", "osslens.md"};
  }
  if (name == "sqlite") return Format{nullptr, "application/vnd.sqlite3", "osslens.db"};
  return Fail(ErrorKind::kInvalid,
              fmt::format("format must be har, ndjson, markdown or sqlite, not '{}'", name));
}

// Has a reader of its own, because an export may last long and would otherwise keep the calls of the page from one.
class ExportSource final : public BodySource {
 public:
  ExportSource(store::ExchangeReader reader, store::Filter filter,
               std::unique_ptr<store::ExportFormat> format, store::Secrets secrets)
      : reader_(std::move(reader)),
        export_(reader_, std::move(filter), std::move(format), secrets) {}

  [[nodiscard]] Result<std::string> Next() override {
    std::string piece;
    while (piece.empty() && has_more_) {
      const auto step = export_.Step([&piece](std::string_view bytes) -> Result<void> {
        piece.append(bytes);
        return {};
      });
      if (!step) return tl::unexpected(step.error());
      has_more_ = *step;
    }
    return piece;
  }

 private:
  store::ExchangeReader reader_;
  store::Export export_;
  bool has_more_ = true;
};

}  // namespace

Response ExportExchanges(const Request& request, const PathValues&, ApiContext& context) {
  const auto language = LanguageOf(request);
  if (!language) return ErrorResponse(language.error());
  const auto secrets = FlagOf(request, "secrets");
  if (!secrets) return ErrorResponse(secrets.error());
  auto format = FormatOf(request, *language, context);
  if (!format) return ErrorResponse(format.error());
  auto filter = FilterOf(request, context.now);
  if (!filter) return ErrorResponse(filter.error());
  auto reader = context.parts.open_reader();
  if (!reader) return ErrorResponse(reader.error());
  Response response;
  response.content_type = format->content_type;
  response.fields.emplace_back("Content-Disposition",
                               fmt::format("attachment; filename=\"{}\"", format->file_name));
  const auto masking = *secrets ? store::Secrets::kKept : store::Secrets::kMasked;
  if (format->format == nullptr) {
    response.source = std::make_shared<DatabaseSource>(std::move(*reader), std::move(*filter),
                                                       masking, context.parts.scratch);
  } else {
    response.source = std::make_shared<ExportSource>(std::move(*reader), std::move(*filter),
                                                     std::move(format->format), masking);
  }
  return response;
}

}  // namespace osslens::web
