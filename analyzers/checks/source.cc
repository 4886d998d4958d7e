#include "analyzers/checks/source.h"

namespace osslens::analyzers {

const Source* FindSource(std::string_view word) {
  for (const auto& sources : {HeadSources(), SignerSources(), AnswerSources(), BodySources(),
                              CallbackSources(), FormSources()}) {
    for (const Source& source : sources) {
      if (source.word == word) return &source;
    }
  }
  return nullptr;
}

}  // namespace osslens::analyzers
