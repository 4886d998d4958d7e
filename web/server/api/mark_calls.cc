#include "web/server/api/mark_calls.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "store/record/mark.h"
#include "store/transfer/exchange_json.h"
#include "store/transfer/json_writer.h"
#include "web/server/guard.h"

namespace osslens::web {
namespace {

using nlohmann::json;

Result<store::MarkChange> ReadChange(int64_t id, const std::string& body) {
  // Without exceptions; what is not JSON, text that is no UTF-8 included, comes back as "discarded".
  const json parsed = json::parse(body, nullptr, false);
  if (!parsed.is_object()) {
    return Fail(ErrorKind::kInvalid,
                R"(the body must be JSON such as {"starred":true,"note":"seen on Monday"})");
  }
  store::MarkChange change{.exchange_id = id};
  for (const auto& [name, value] : parsed.items()) {
    if (name == "starred" && value.is_boolean()) {
      change.starred = value.get<bool>();
    } else if (name == "note" && value.is_string()) {
      change.note = value.get<std::string>();
    } else if (name == "note" && value.is_null()) {
      change.note = std::string();
    } else {
      return Fail(ErrorKind::kInvalid,
                  "the body takes starred (true or false) and note (a text or null), and nothing "
                  "else");
    }
  }
  if (!change.starred && !change.note) {
    return Fail(ErrorKind::kInvalid, "the body must have starred, note or both");
  }
  if (change.note && change.note->size() > store::kMaxNoteBytes) {
    return Fail(ErrorKind::kInvalid,
                fmt::format("a note has at most {} bytes of UTF-8, this one {}",
                            store::kMaxNoteBytes, change.note->size()));
  }
  return change;
}

}  // namespace

Response ChangeMark(const Request& request, const PathValues& path, ApiContext& context) {
  if (!may_change(request, context.parts.token)) {
    return ErrorResponse(
        403, "marking needs the field X-Osslens-Token with the token of GET /api/v1/session");
  }
  auto change = ReadChange(path.id, request.body);
  if (!change) return ErrorResponse(change.error());
  const auto mark = context.parts.set_mark(*change);
  if (!mark) return ErrorResponse(mark.error());
  store::JsonWriter json;
  store::WriteMark(*mark, json);
  return JsonResponse(json.Take());
}

}  // namespace osslens::web
