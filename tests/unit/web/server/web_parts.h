#pragma once

#include <array>
#include <memory>
#include <string>

#include "analyzers/catalogue.h"
#include "tests/unit/store/store_support.h"
#include "web/server/api_context.h"
#include "web/server/status.h"

namespace osslens::web {

class FixedStatus final : public StatusSource {
 public:
  [[nodiscard]] Status Current() const override {
    Status status;
    status.version = "1.2.3";
    status.capture_paused = paused;
    return status;
  }

  bool paused = false;
};

// A catalogue of one rule, whose texts are easily recognised.
inline analyzers::Catalogue TestCatalogue() {
  constexpr std::string_view kText = R"(
id = "wrong-secret"
codes = ["SignatureDoesNotMatch"]
severity = "error"
[en]
title = "wrong secret for {bucket}"
cause = "cause in English"
fix = ["fix in English"]
docs = ["doc"]
[zh]
title = "{bucket} 的密钥错误"
cause = "中文原因"
fix = ["中文步骤"]
docs = ["文档"]
[variants.one-typo.en]
title = "nearly right for {bucket}"
cause = "another cause"
[variants.one-typo.zh]
title = "{bucket} 的密钥差一点"
cause = "另一个原因"
[notes.code]
en = "the code"
zh = "错误码"
)";
  const std::array texts{analyzers::CatalogueText{"wrong-secret.toml", kText}};
  return store::Must(analyzers::Catalogue::Parse(texts));
}

}  // namespace osslens::web
