#pragma once

#include <filesystem>
#include <span>

#include "base/result.h"
#include "store/sqlite/database.h"

namespace osslens::store {

// The steps that lead from an empty file to today's tables; step N makes version N (PRAGMA
// user_version). A step that was released is never edited: what must change is a further step.
[[nodiscard]] std::span<const char* const> SchemaSteps();

// Opens `file` for writing, creates it (mode 0600) when there is none, and brings it to the newest
// version in one transaction. A database of another program, a damaged file and a newer version
// than this build knows are refused with a sentence, and left as they are.
[[nodiscard]] Result<sqlite::Database> OpenForWriting(const std::filesystem::path& file,
                                                      std::span<const char* const> steps);

// Opens `file` for reading; it must exist and be of a known version. Works beside a writer and
// without one.
[[nodiscard]] Result<sqlite::Database> OpenForReading(const std::filesystem::path& file,
                                                      std::span<const char* const> steps);

}  // namespace osslens::store
