#pragma once

#include <string>
#include <string_view>
#include <vector>

// XML bodies of requests, of which often only the first part was captured.
namespace osslens::oss {

// Texts of all elements of that name, anywhere in the document, without surrounding blanks. An
// element that was cut off is left out.
[[nodiscard]] std::vector<std::string> ElementTexts(std::string_view body, std::string_view name);

// A whole document with one root element.
[[nodiscard]] bool is_well_formed_xml(std::string_view body);

}  // namespace osslens::oss
