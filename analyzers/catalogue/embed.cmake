# Writes OUTPUT, a C++ source that holds every file of TEXTS as a raw string. Run by CMake at build time.
set(rows "")
foreach(path IN LISTS TEXTS)
  file(RELATIVE_PATH name ${CMAKE_CURRENT_LIST_DIR} ${path})
  file(READ ${path} text)
  string(APPEND rows "    {\"${name}\", R\"__toml__(${text})__toml__\"},\n")
endforeach()
list(LENGTH TEXTS count)
file(WRITE ${OUTPUT} "#include \"analyzers/embedded_catalogue.h\"

#include <array>

namespace osslens::analyzers {
namespace {

constexpr std::array<CatalogueText, ${count}> kTexts = {{
${rows}}};

}  // namespace

std::span<const CatalogueText> EmbeddedCatalogue() { return kTexts; }

}  // namespace osslens::analyzers
")
