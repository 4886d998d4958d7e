// The body of the request: its size, its digests, its XML.
#include <array>
#include <charconv>
#include <vector>

#include "analyzers/checks/source_helpers.h"
#include "analyzers/oss/digest.h"
#include "analyzers/oss/xml_text.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

using store::Where;

const store::Body& BodyOf(const Facts& facts) { return facts.exchange.request.body; }

bool is_captured_whole(const Facts& facts) {
  const store::Body& body = BodyOf(facts);
  return !body.truncated && !body.dropped && body.bytes.size() == body.total_bytes;
}

Captured DeclaredLength(const Facts& facts, std::string_view) {
  return NonEmpty(facts.request.Value("Content-Length"), Where::kRequestHeader, "Content-Length");
}

// Bytes of the body that passed osslens.
Captured Passed(const Facts& facts, std::string_view) {
  return When(true, std::to_string(BodyOf(facts).total_bytes), Where::kExchange, "request body");
}

Captured EmptyBody(const Facts& facts, std::string_view) {
  return When(BodyOf(facts).total_bytes == 0, "", Where::kRequestBody, "body");
}

// Digests only of a body that was kept whole: of a part they would say nothing.
Captured BodyMd5(const Facts& facts, std::string_view) {
  Captured captured{std::nullopt, Where::kRequestBody, "MD5 of the body"};
  if (is_captured_whole(facts)) captured.value = Base64Encode(oss::Md5(BodyOf(facts).bytes));
  return captured;
}

Captured BodyCrc64(const Facts& facts, std::string_view) {
  Captured captured{std::nullopt, Where::kRequestBody, "CRC64 of the body"};
  if (is_captured_whole(facts)) captured.value = std::to_string(oss::Crc64(BodyOf(facts).bytes));
  return captured;
}

// A Content-MD5 that is not the base64 of 16 bytes, such as that of the hexadecimal text.
Captured OddMd5(const Facts& facts, std::string_view) {
  constexpr size_t kDigestBytes = 16;
  const std::string_view value = facts.request.Value("Content-MD5");
  const std::optional<std::string> decoded = Base64Decode(value);
  const bool odd = !value.empty() && (!decoded || decoded->size() != kDigestBytes);
  return When(odd, value, Where::kRequestHeader, "Content-MD5");
}

// Text of the first element of that name in the body.
Captured Xml(const Facts& facts, std::string_view name) {
  const std::vector<std::string> texts = oss::ElementTexts(BodyOf(facts).bytes, name);
  return When(!texts.empty(), texts.empty() ? "" : texts.front(), Where::kRequestBody, name);
}

Captured XmlCount(const Facts& facts, std::string_view name) {
  const size_t count = oss::ElementTexts(BodyOf(facts).bytes, name).size();
  return When(is_captured_whole(facts), std::to_string(count), Where::kRequestBody, name);
}

Captured BrokenXml(const Facts& facts, std::string_view) {
  const bool broken = is_captured_whole(facts) && !BodyOf(facts).bytes.empty() &&
                      !oss::is_well_formed_xml(BodyOf(facts).bytes);
  return When(broken, BodyOf(facts).bytes, Where::kRequestBody, "body");
}

// The first part number of a complete list that is not above the one before it.
Captured PartOutOfOrder(const Facts& facts, std::string_view) {
  long before = 0;
  for (const std::string& text : oss::ElementTexts(BodyOf(facts).bytes, "PartNumber")) {
    long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) break;
    if (number <= before) return When(true, text, Where::kRequestBody, "PartNumber");
    before = number;
  }
  return When(false, {}, Where::kRequestBody, "PartNumber");
}

// How many steps the image processing has: "image/resize,w_100/rotate,90" has two.
Captured ImageSteps(const Facts& facts, std::string_view) {
  const std::string_view process = oss::Value(facts.request.query, "x-oss-process");
  const size_t steps = Split(process, '/').size() - 1;
  return When(process.starts_with("image/"), std::to_string(steps), Where::kRequestQuery,
              "x-oss-process");
}

constexpr auto kSources = std::to_array<Source>({
    {"length", false, &DeclaredLength},
    {"passed", false, &Passed},
    {"empty-body", false, &EmptyBody},
    {"body-md5", false, &BodyMd5},
    {"body-crc64", false, &BodyCrc64},
    {"odd-md5", false, &OddMd5},
    {"xml", true, &Xml},
    {"xml-count", true, &XmlCount},
    {"broken-xml", false, &BrokenXml},
    {"part-out-of-order", false, &PartOutOfOrder},
    {"image-steps", false, &ImageSteps},
});

}  // namespace

std::span<const Source> BodySources() { return kSources; }

}  // namespace osslens::analyzers
