#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "analyzers/rules/facts.h"
#include "store/record/exchange.h"

namespace osslens::analyzers {

// An exchange told in a few words, for tests that need many. Members, all optional:
//   method, target, host, headers (of the request, over the default ones; null takes one out), body,
//   length (bytes that passed; the captured body stays), status, server ("oss" or a Server header),
//   response (headers), elements (of the error document), answer (body in place of a document),
//   failure ([kind, message]), connected, reused, wait_seconds, kind.
// The default is a signed GET of an object, refused by OSS with 403 and no document.
[[nodiscard]] store::Exchange MakeWireCase(const nlohmann::json& words);

// History that has seen nothing.
class EmptyHistory final : public History {
 public:
  [[nodiscard]] bool KeyWorked(std::string_view) const override { return false; }
  [[nodiscard]] std::string EndpointOf(std::string_view) const override { return {}; }
  [[nodiscard]] std::optional<TokenUse> UseOf(const Secret&) const override { return {}; }
  [[nodiscard]] const Upload* UploadOf(std::string_view) const override { return nullptr; }
  [[nodiscard]] std::optional<AppendEnd> AppendEndOf(std::string_view,
                                                     std::string_view) const override {
    return {};
  }
  [[nodiscard]] const Preflight* PreflightOf(std::string_view, std::string_view,
                                             std::string_view) const override {
    return nullptr;
  }
};

// True when all checks of `text` hold for the exchange. A text that cannot be parsed fails the test.
[[nodiscard]] bool CheckHolds(const std::string& text, const nlohmann::json& words);

}  // namespace osslens::analyzers
