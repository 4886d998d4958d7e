#include "store/stored_json.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "store/transfer/json_writer.h"

namespace osslens::store {
namespace {

using nlohmann::json;

void WriteBytes(JsonWriter& writer, std::string_view bytes) {
  if (is_utf8(bytes)) {
    writer.String(bytes);
    return;
  }
  writer.BeginObject().Key("base64").String(Base64Encode(bytes)).EndObject();
}

std::string TextOf(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object()) return {};
  const auto encoded = value.find("base64");
  if (encoded == value.end() || !encoded->is_string()) return {};
  return Base64Decode(encoded->get<std::string>()).value_or("");
}

std::string TextOf(const json& object, const char* name) {
  const auto member = object.find(name);
  return member == object.end() ? std::string() : TextOf(*member);
}

template <class F>
void ForEachIn(const json& object, const char* name, F function) {
  const auto list = object.find(name);
  if (list == object.end() || !list->is_array()) return;
  for (const json& item : *list) function(item);
}

template <class E>
void ReadWord(const json& object, const char* name, E& out) {
  static_cast<void>(FromWord(TextOf(object, name), out));
}

void WriteFinding(JsonWriter& writer, const Finding& finding) {
  writer.BeginObject();
  writer.Key("rule").String(finding.rule);
  writer.Key("severity").String(ToWord(finding.severity));
  writer.Key("confidence").String(ToWord(finding.confidence));
  writer.Key("side").String(ToWord(finding.side));
  writer.Key("variant").String(finding.variant);
  // Pairs and not members: names are the rules' own, and the writer does not escape names.
  writer.Key("values").BeginArray();
  for (const auto& [name, value] : finding.values) {
    writer.BeginArray().String(name);
    WriteBytes(writer, value);
    writer.EndArray();
  }
  writer.EndArray();
  writer.Key("evidence").BeginArray();
  for (const Evidence& evidence : finding.evidence) {
    writer.BeginObject().Key("where").String(ToWord(evidence.where));
    writer.Key("name");
    WriteBytes(writer, evidence.name);
    writer.Key("value");
    WriteBytes(writer, evidence.value);
    writer.Key("note").String(evidence.note).EndObject();
  }
  writer.EndArray().EndObject();
}

Evidence ReadEvidence(const json& object) {
  Evidence evidence;
  ReadWord(object, "where", evidence.where);
  evidence.name = TextOf(object, "name");
  evidence.value = TextOf(object, "value");
  evidence.note = TextOf(object, "note");
  return evidence;
}

Finding ReadFinding(const json& object) {
  Finding finding;
  finding.rule = TextOf(object, "rule");
  ReadWord(object, "severity", finding.severity);
  ReadWord(object, "confidence", finding.confidence);
  ReadWord(object, "side", finding.side);
  finding.variant = TextOf(object, "variant");
  ForEachIn(object, "values", [&finding](const json& pair) {
    if (pair.is_array() && pair.size() == 2) finding.values[TextOf(pair[0])] = TextOf(pair[1]);
  });
  ForEachIn(object, "evidence", [&finding](const json& item) {
    if (item.is_object()) finding.evidence.push_back(ReadEvidence(item));
  });
  return finding;
}

template <class T>
std::vector<T> ReadList(std::string_view text, T (*read)(const json&)) {
  std::vector<T> list;
  if (text.empty()) return list;
  const json parsed = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_array()) return list;
  for (const json& item : parsed) {
    if (item.is_object()) list.push_back(read(item));
  }
  return list;
}

constexpr std::array<std::pair<FormBreakKind, std::string_view>, 6> kBreaks{{
    {FormBreakKind::kBoundaryTooLong, "boundary-too-long"},
    {FormBreakKind::kNoStart, "no-start"},
    {FormBreakKind::kBareLineFeed, "bare-line-feed"},
    {FormBreakKind::kBoundaryTail, "boundary-tail"},
    {FormBreakKind::kHeadTooLong, "head-too-long"},
    {FormBreakKind::kUnterminated, "unterminated"},
}};

uint64_t CountOf(const json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_number_unsigned() ? member->get<uint64_t>() : 0;
}

void WritePart(JsonWriter& writer, const FormPart& part) {
  writer.BeginObject();
  for (const auto& [name, text] :
       std::to_array<std::pair<const char*, const std::string&>>({{"name", part.name},
                                                                  {"filename", part.filename},
                                                                  {"type", part.type},
                                                                  {"head", part.head}})) {
    WriteBytes(writer.Key(name), text);
  }
  writer.Key("head_at").Number(part.head_at).Key("value_at").Number(part.value_at);
  writer.Key("value_bytes").Number(part.value_bytes).Key("whole").Bool(part.whole).EndObject();
}

FormPart ReadPart(const json& object) {
  FormPart part;
  part.name = TextOf(object, "name");
  part.filename = TextOf(object, "filename");
  part.type = TextOf(object, "type");
  part.head = TextOf(object, "head");
  part.head_at = CountOf(object, "head_at");
  part.value_at = CountOf(object, "value_at");
  part.value_bytes = CountOf(object, "value_bytes");
  part.whole = object.value("whole", json()) == json(true);
  return part;
}

// Nothing when its word is unknown here.
std::optional<FormBreak> ReadBreak(const json& object) {
  const auto* known = std::ranges::find(kBreaks, TextOf(object, "kind"),
                                        &std::pair<FormBreakKind, std::string_view>::second);
  if (known == kBreaks.end()) return std::nullopt;
  return FormBreak{known->first, CountOf(object, "at")};
}

HeadEdit ReadEdit(const json& object) {
  HeadEdit edit;
  ReadWord(object, "kind", edit.kind);
  edit.name = TextOf(object, "name");
  edit.reason = TextOf(object, "reason");
  return edit;
}

}  // namespace

std::string EncodeFindings(const std::vector<Finding>& findings) {
  JsonWriter writer;
  writer.BeginArray();
  for (const Finding& finding : findings) WriteFinding(writer, finding);
  return writer.EndArray().Take();
}

std::string EncodeEdits(const std::vector<HeadEdit>& edits) {
  JsonWriter writer;
  writer.BeginArray();
  for (const HeadEdit& edit : edits) {
    writer.BeginObject().Key("kind").String(ToWord(edit.kind)).Key("name");
    WriteBytes(writer, edit.name);
    writer.Key("reason");
    WriteBytes(writer, edit.reason);
    writer.EndObject();
  }
  return writer.EndArray().Take();
}

std::string EncodeForm(const FormOutline& outline) {
  JsonWriter writer;
  writer.BeginObject().Key("parts").BeginArray();
  for (const FormPart& part : outline.parts) WritePart(writer, part);
  writer.EndArray();
  writer.Key("part_count").Number(outline.part_count).Key("file_count").Number(outline.file_count);
  writer.Key("start_at").Number(outline.start_at);
  writer.Key("body_bytes").Number(outline.body_bytes);
  if (outline.closed_at) writer.Key("closed_at").Number(*outline.closed_at);
  if (outline.broken_at) {
    const auto* known = std::ranges::find(kBreaks, outline.broken_at->kind,
                                          &std::pair<FormBreakKind, std::string_view>::first);
    writer.Key("broken").BeginObject().Key("kind").String(known->second);
    writer.Key("at").Number(outline.broken_at->at).EndObject();
  }
  return writer.EndObject().Take();
}

std::optional<FormOutline> DecodeForm(std::string_view text) {
  const json parsed = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object()) return std::nullopt;
  FormOutline outline;
  ForEachIn(parsed, "parts", [&outline](const json& part) {
    if (part.is_object()) outline.parts.push_back(ReadPart(part));
  });
  outline.part_count = CountOf(parsed, "part_count");
  outline.file_count = CountOf(parsed, "file_count");
  outline.start_at = CountOf(parsed, "start_at");
  outline.body_bytes = CountOf(parsed, "body_bytes");
  if (parsed.contains("closed_at")) outline.closed_at = CountOf(parsed, "closed_at");
  const auto broken = parsed.find("broken");
  if (broken != parsed.end() && broken->is_object()) outline.broken_at = ReadBreak(*broken);
  return outline;
}

std::vector<Finding> DecodeFindings(std::string_view text) { return ReadList(text, &ReadFinding); }

std::vector<HeadEdit> DecodeEdits(std::string_view text) { return ReadList(text, &ReadEdit); }

}  // namespace osslens::store
