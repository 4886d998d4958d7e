// Mistakes with the method, the headers, the date and the payload line.
#include <algorithm>
#include <chrono>
#include <utility>

#include "analyzers/oss/dates.h"
#include "analyzers/oss/digest.h"
#include "analyzers/oss/mistake_lister.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

// In V4 Content-Type and Content-MD5 are among the headers, elsewhere lines of their own.
bool HasLines(Scheme scheme) { return !is_v4(scheme) && !is_s3_v4(scheme); }

std::string LineOf(const SigningParts& parts, const char* header) {
  if (HasLines(parts.scheme)) {
    return std::string_view(header) == "content-type" ? parts.content_type : parts.content_md5;
  }
  const auto found = parts.headers.find(header);
  return found == parts.headers.end() ? std::string{} : found->second;
}

void SetLine(SigningParts& parts, const char* header, const std::string& value) {
  if (HasLines(parts.scheme)) {
    (std::string_view(header) == "content-type" ? parts.content_type : parts.content_md5) = value;
  } else if (value.empty()) {
    parts.headers.erase(header);
  } else {
    parts.headers[header] = value;
  }
}

std::string AsWritten(const Request& request, const std::string& lower) {
  for (const Header& header : request.headers) {
    if (EqualsIgnoreCase(header.name, lower)) return std::string(header.name);
  }
  return lower;
}

}  // namespace

void MistakeLister::AddContentType(const std::string& value, bool alone) {
  const std::string sent = LineOf(parts_, "content-type");
  if (value == sent) return;
  const Mistake kind = value.empty()  ? Mistake::kContentTypeLeftOut
                       : sent.empty() ? Mistake::kContentTypeAdded
                                      : Mistake::kContentTypeChanged;
  Add(
      {kind, {}, value.empty() ? Text{} : value, sent.empty() ? Text{} : sent},
      [value](Attempt& attempt) { SetLine(attempt.parts, "content-type", value); }, alone);
}

void MistakeLister::ContentTypes() {
  const std::string sent = LineOf(parts_, "content-type");
  AddContentType("", false);
  if (!sent.empty()) {
    AddContentType(std::string(TrimOws(std::string_view(sent).substr(0, sent.find(';')))), false);
    AddContentType(Lower(sent), false);
    for (const char* charset :
         {";charset=UTF-8", "; charset=UTF-8", "; charset=utf-8", ";charset=utf-8"}) {
      AddContentType(sent + charset, false);
    }
  }
  for (const char* common :
       {"application/octet-stream", "application/x-www-form-urlencoded", "text/plain",
        "application/json", "binary/octet-stream", "image/jpeg", "image/png"}) {
    AddContentType(common, false);
  }
  for (const char* rare : {"text/plain;charset=UTF-8",
                           "text/plain; charset=utf-8",
                           "text/plain; charset=UTF-8",
                           "text/html",
                           "text/html; charset=utf-8",
                           "application/json;charset=UTF-8",
                           "application/json; charset=utf-8",
                           "application/json;charset=utf-8",
                           "application/xml",
                           "text/xml",
                           "multipart/form-data",
                           "application/x-www-form-urlencoded; charset=utf-8",
                           "application/x-www-form-urlencoded;charset=UTF-8",
                           "application/octet-stream;charset=UTF-8",
                           "image/jpg",
                           "image/gif",
                           "image/webp",
                           "video/mp4",
                           "audio/mpeg",
                           "application/pdf",
                           "application/zip",
                           "text/css",
                           "application/javascript",
                           "text/javascript",
                           "null",
                           "undefined"}) {
    AddContentType(rare, true);
  }
}

void MistakeLister::AddHeader(const std::string& name, const std::string& value, Text sent) {
  Add({Mistake::kHeaderAdded, name, value, std::move(sent)},
      [name, value](Attempt& attempt) { attempt.parts.headers.try_emplace(name, value); });
}

void MistakeLister::Headers() {
  size_t tried = 0;
  for (const auto& [name, value] : parts_.headers) {
    if (name == "content-type" || name == "content-md5" || ++tried > kMostOfAKind) continue;
    Add({Mistake::kHeaderLeftOut, name, {}, value},
        [name = name](Attempt& attempt) { attempt.parts.headers.erase(name); });
    HeaderValues(name, value);
  }
  UnsignedHeaders();
  AbsentHeaders();
  Add({Mistake::kHeaderCase, {}, {}, {}}, [&request = request_](Attempt& attempt) {
    SignedHeaders cased;
    for (auto& [name, value] : attempt.parts.headers)
      cased.emplace(AsWritten(request, name), value);
    attempt.parts.headers = std::move(cased);
  });
}

void MistakeLister::HeaderValues(const std::string& name, const std::string& value) {
  for (std::string other : {PercentDecode(value), StrictEncode(value, true)}) {
    if (other == value) continue;
    Add({Mistake::kHeaderValue, name, other, value}, [name, other](Attempt& attempt) {
      if (const auto found = attempt.parts.headers.find(name);
          found != attempt.parts.headers.end()) {
        found->second = other;
      }
    });
  }
}

void MistakeLister::UnsignedHeaders() {
  size_t tried = 0;
  for (const Header& header : request_.headers) {
    const std::string name = Lower(header.name);
    const bool line = has_lines() && (name == "content-type" || name == "content-md5");
    if (line || name == "authorization" || parts_.headers.contains(name)) continue;
    if (++tried > kMostOfAKind) return;
    AddHeader(name, std::string(header.value), std::string(header.value));
  }
}

void MistakeLister::AbsentHeaders() {
  const bool s3 = is_s3(parts_.scheme);
  const std::string prefix = s3 ? "x-amz-" : "x-oss-";
  const auto add = [this](const std::string& name, std::string_view value) {
    if (!value.empty() && !request_.Has(name)) AddHeader(name, std::string(value), {});
  };
  add(prefix + "date", parts_.date);
  add(prefix + "security-token", context_.key.token.reveal());
  add(prefix + "content-sha256", "UNSIGNED-PAYLOAD");
  add("host", request_.endpoint.host);
}

void MistakeLister::AddDate(Mistake kind, const std::string& value, bool alone) {
  if (value == parts_.date) return;
  Add(
      {kind, {}, value.empty() ? Text{} : value, parts_.date},
      [value](Attempt& attempt) { attempt.parts.date = value; }, alone);
}

void MistakeLister::Dates() {
  const std::optional<Date> date = ParseDate(parts_.date);
  if (date) {
    for (const DateFormat format : {DateFormat::kRfc1123, DateFormat::kIsoBasic,
                                    DateFormat::kIsoExtended, DateFormat::kEpoch}) {
      AddDate(Mistake::kDateFormat, FormatDate(date->time, format));
    }
    for (const int seconds : {-1, 1, -2, 2, -3, 3}) {
      AddDate(Mistake::kDateShifted,
              FormatDate(date->time + std::chrono::seconds(seconds), date->format));
    }
    for (const int hours : {8, -8}) {
      AddDate(Mistake::kDateShifted,
              FormatDate(date->time + std::chrono::hours(hours), date->format), true);
    }
  }
  AddDate(Mistake::kDateLeftOut, "");
  for (const char* header : {"Date", "x-oss-date", "x-amz-date"}) {
    if (request_.Has(header)) {
      AddDate(Mistake::kDateOther, std::string(request_.Value(header)));
    }
  }
}

void MistakeLister::ContentMd5() {
  const std::string sent = LineOf(parts_, "content-md5");
  if (sent.empty()) return;
  Add({Mistake::kContentMd5LeftOut, {}, {}, sent},
      [](Attempt& attempt) { SetLine(attempt.parts, "content-md5", ""); });
  const std::optional<std::string> bytes = Base64Decode(sent);
  if (!bytes) return;
  for (const std::string& value : {Hex(*bytes), Base64Encode(Hex(*bytes))}) {
    Add({Mistake::kContentMd5Hex, {}, value, sent},
        [value](Attempt& attempt) { SetLine(attempt.parts, "content-md5", value); });
  }
}

void MistakeLister::Methods() {
  for (const std::string& method :
       {std::string("GET"), std::string("PUT"), std::string("POST"), std::string("HEAD"),
        std::string("DELETE"), Lower(parts_.method)}) {
    if (method == parts_.method) continue;
    Add({Mistake::kMethod, {}, method, parts_.method},
        [method](Attempt& attempt) { attempt.parts.method = method; });
  }
}

void MistakeLister::Payloads() {
  if (has_lines()) return;
  std::vector<std::string> values = {"UNSIGNED-PAYLOAD", Hex(Sha256("")), "",
                                     "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"};
  if (context_.body) values.push_back(Hex(Sha256(*context_.body)));
  for (const std::string& value : values) {
    if (value == parts_.payload) continue;
    Add({Mistake::kPayload, {}, value, parts_.payload},
        [value](Attempt& attempt) { attempt.parts.payload = value; });
  }
}

}  // namespace osslens::oss
