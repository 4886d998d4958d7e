#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "analyzers/rules/facts.h"
#include "store/record/finding.h"

namespace osslens::analyzers {

// What a source read from a captured exchange, and where evidence of it points.
struct Captured {
  std::optional<std::string> value;  // nullopt: the exchange does not have it
  store::Where where = store::Where::kExchange;
  std::string name;
};

// Something a check of the catalogue can look at: "header Origin", "host-bucket", "field policy".
// `read` is a pure function of captured bytes. A source that judges (such as "anonymous") has a
// value when its statement is true, and none when it is false or cannot be known.
struct Source {
  std::string_view word;
  bool named = false;  // a name follows: "header Origin"
  Captured (*read)(const Facts& facts, std::string_view name) = nullptr;
};

// nullptr when there is none of that word.
[[nodiscard]] const Source* FindSource(std::string_view word);

// The parts of the list; static. Heads and addresses; who signed and when; bodies.
[[nodiscard]] std::span<const Source> HeadSources();
[[nodiscard]] std::span<const Source> SignerSources();
[[nodiscard]] std::span<const Source> AnswerSources();
[[nodiscard]] std::span<const Source> BodySources();
[[nodiscard]] std::span<const Source> CallbackSources();
[[nodiscard]] std::span<const Source> FormSources();

}  // namespace osslens::analyzers
