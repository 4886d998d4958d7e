#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/form_outline.h"
#include "store/record/exchange.h"
#include "store/record/finding.h"

// How lists inside an exchange stand in their one column. Texts that are not valid UTF-8 are kept
// as {"base64": ...}, so that every byte comes back.
namespace osslens::store {

[[nodiscard]] std::string EncodeFindings(const std::vector<Finding>& findings);
[[nodiscard]] std::string EncodeEdits(const std::vector<HeadEdit>& edits);
[[nodiscard]] std::string EncodeForm(const FormOutline& outline);

// A text that these functions did not write, or that a newer version wrote with words unknown here,
// loses what cannot be read and keeps the rest.
[[nodiscard]] std::vector<Finding> DecodeFindings(std::string_view json);
[[nodiscard]] std::vector<HeadEdit> DecodeEdits(std::string_view json);
[[nodiscard]] std::optional<FormOutline> DecodeForm(std::string_view json);

}  // namespace osslens::store
