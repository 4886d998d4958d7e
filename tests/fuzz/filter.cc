// Any text is a filter or an error with a column; what compiles is SQL that SQLite accepts and runs.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "store/filter.h"
#include "store/schema.h"
#include "store/sqlite/database.h"
#include "store/text_search.h"

namespace {

osslens::sqlite::Database EmptyStore() {
  auto database = osslens::sqlite::Database::Open(":memory:", osslens::sqlite::Access::kCreate);
  if (!database) std::abort();
  for (const char* step : osslens::store::SchemaSteps()) {
    if (!database->Execute("set up", step)) std::abort();
  }
  if (!database->AddPredicate("osslens_contains", &osslens::store::ContainsIgnoreCase) ||
      !database->AddPredicate("osslens_glob", &osslens::GlobMatch) ||
      !database->Execute("set up",
                         "INSERT INTO exchange VALUES (1,1,1,'forward','GET','u','h',1"
                         ",NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL"
                         ",0,0,0,0,0,0,0,0,0,0,NULL,NULL,0,0,0,0,NULL)")) {
    std::abort();
  }
  return *std::move(database);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static osslens::sqlite::Database database = EmptyStore();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto filter = osslens::store::ParseFilter(text, osslens::WallTime{});
  if (!filter) {
    if (!filter.error().message.starts_with("filter, column ")) std::abort();
    return 0;
  }
  auto statement =
      database.Prepare("run a filter", "SELECT e.id FROM exchange AS e WHERE " + filter->sql);
  if (!statement) std::abort();
  osslens::store::BindValues(*filter, *statement);
  if (!statement->Run()) std::abort();
  return 0;
}
