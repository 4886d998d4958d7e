#include "analyzers/oss/signature_diff.h"

#include <algorithm>
#include <map>
#include <utility>

#include "analyzers/oss/canonical_text.h"
#include "analyzers/oss/sub_resources.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

size_t CommonPrefix(std::string_view a, std::string_view b) {
  return static_cast<size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

using Differences = std::vector<Difference>;

void AddChanged(SignedPart part, std::string_view name, std::string_view rebuilt, Piece echoed,
                Differences& out) {
  out.push_back({part, std::string(name), std::string(rebuilt), std::string(echoed.text),
                 echoed.offset + CommonPrefix(rebuilt, echoed.text)});
}

void AddExtra(SignedPart part, std::string_view name, Piece echoed, Differences& out) {
  out.push_back({part, std::string(name), std::nullopt, std::string(echoed.text), echoed.offset});
}

void AddMissing(SignedPart part, std::string_view name, std::string_view rebuilt, size_t offset,
                Differences& out) {
  out.push_back({part, std::string(name), std::string(rebuilt), std::nullopt, offset});
}

// OSS writes the method in upper case whatever the request line says.
void CompareMethod(std::string_view captured, Piece echoed, Differences& out) {
  if (!EqualsIgnoreCase(captured, echoed.text)) {
    AddChanged(SignedPart::kMethod, {}, captured, echoed, out);
  }
}

void CompareLine(SignedPart part, std::string_view rebuilt, Piece echoed, Differences& out) {
  if (rebuilt != echoed.text) AddChanged(part, {}, rebuilt, echoed, out);
}

std::string JoinValues(const std::vector<std::string_view>& values, std::string_view glue) {
  std::string text;
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += glue;
    text += values[i];
  }
  return text;
}

std::vector<std::string_view> ValuesOf(const Request& request, std::string_view name) {
  std::vector<std::string_view> values;
  for (const Header& header : request.headers) {
    if (EqualsIgnoreCase(header.name, name)) values.push_back(header.value);
  }
  return values;
}

// Repeated lines: joined in either way, one of them alone, or kept apart.
bool SomeReadingGives(const std::vector<std::string_view>& captured,
                      const std::vector<std::string_view>& echoed) {
  if (captured == echoed) return true;
  if (captured.empty() || echoed.size() != 1) return false;
  const std::string_view text = echoed.front();
  return std::ranges::find(captured, text) != captured.end() || JoinValues(captured, ",") == text ||
         JoinValues(captured, ", ") == text;
}

SignedPart PartOfHeader(std::string_view name) {
  if (name == "content-type") return SignedPart::kContentType;
  if (name == "content-md5") return SignedPart::kContentMd5;
  return SignedPart::kHeader;
}

// `signed_names`: the headers that a rebuild signs, lower case and sorted.
void CompareHeaders(const Request& request, const std::vector<std::string>& signed_names,
                    const CanonicalText& text, Differences& out) {
  std::map<std::string_view, std::vector<Piece>> echoed;
  for (const HeaderLine& line : text.headers) echoed[line.name].push_back(line.value);
  for (const auto& [name, pieces] : echoed) {
    const std::vector<std::string_view> captured = ValuesOf(request, name);
    std::vector<std::string_view> values;
    for (const Piece& piece : pieces) values.push_back(piece.text);
    if (SomeReadingGives(captured, values)) continue;
    if (captured.empty()) {
      AddExtra(PartOfHeader(name), name, pieces.front(), out);
    } else {
      AddChanged(PartOfHeader(name), name, JoinValues(captured, ","), pieces.front(), out);
    }
  }
  for (const std::string& name : signed_names) {
    if (echoed.contains(name)) continue;
    const std::string value = JoinValues(ValuesOf(request, name), ",");
    // Some SDKs leave a header with an empty value out of the string.
    if (!value.empty()) AddMissing(PartOfHeader(name), name, value, text.headers_end, out);
  }
}

// With a custom domain, an address or the alias of an access point the bucket may be one that the
// request does not name.
bool SamePath(const Request& request, std::string_view rebuilt, std::string_view without_bucket,
              std::string_view echoed) {
  if (rebuilt == echoed) return true;
  const EndpointForm form = request.endpoint.form;
  const bool hidden = form == EndpointForm::kCustom || form == EndpointForm::kIp ||
                      request.endpoint.bucket.ends_with("-ossalias");
  if (!hidden) return false;
  const size_t slash = echoed.find('/', 1);
  return slash != std::string_view::npos && echoed.substr(slash) == without_bucket;
}

// One key of an echoed query, its value decoded (V1) or encoded (V4).
struct EchoedKey {
  std::string_view name;
  bool has_value = false;
  Piece value;
};

EchoedKey ReadEchoedKey(std::string_view part, size_t offset) {
  const size_t equals = part.find('=');
  if (equals == std::string_view::npos) return {part, false, {{}, offset + part.size()}};
  return {part.substr(0, equals), true, {part.substr(equals + 1), offset + equals + 1}};
}

// Values in a V1 resource are decoded and may hold "&", so a key that the request has is taken with
// its whole value where that fits, and only what fits nothing is cut at the next "&".
std::vector<EchoedKey> SplitQueryV1(const Query& query, Piece text) {
  std::vector<EchoedKey> keys;
  for (size_t at = 0; at < text.text.size();) {
    const std::string_view rest = text.text.substr(at);
    size_t length = std::min(rest.find('&'), rest.size());
    for (const QueryParameter& parameter : query) {
      const std::string whole = parameter.name + "=" + parameter.value;
      const bool fits =
          rest.starts_with(whole) && (rest.size() == whole.size() || rest[whole.size()] == '&');
      if (fits) length = std::max(length, whole.size());
    }
    keys.push_back(ReadEchoedKey(rest.substr(0, length), text.offset + at));
    at += length + 1;
  }
  return keys;
}

std::vector<EchoedKey> SplitQueryV4(Piece text) {
  std::vector<EchoedKey> keys;
  size_t at = text.offset;
  if (text.text.empty()) return keys;
  for (const std::string_view part : Split(text.text, '&')) {
    keys.push_back(ReadEchoedKey(part, at));
    at += part.size() + 1;
  }
  return keys;
}

// A key of the captured query under the names and values that its signature may give it.
struct CapturedKey {
  std::string name;
  std::vector<std::string> values;  // the first is the usual reading
  bool must_be_signed = false;
};

// What the documentation leaves open is left open: only these keys must be in the text.
bool MustBeSigned(Scheme scheme, std::string_view name) {
  if (is_v1(scheme)) return is_settled_sub_resource(name);
  return !is_s3_v2(scheme) || is_s3_sub_resource(name);
}

std::vector<CapturedKey> Readings(const Query& query, Scheme scheme) {
  const bool v4 = is_v4(scheme) || is_s3_v4(scheme);
  const std::string_view own_key = is_s3(scheme) ? "X-Amz-Signature" : "x-oss-signature";
  std::vector<CapturedKey> keys;
  for (const QueryParameter& parameter : query) {
    if (v4 && EqualsIgnoreCase(parameter.name, own_key)) continue;
    std::string name = v4 ? StrictEncode(parameter.name, false) : parameter.name;
    auto found = std::ranges::find(keys, name, &CapturedKey::name);
    if (found == keys.end()) {
      const bool must = MustBeSigned(scheme, parameter.name);
      found = keys.insert(keys.end(), CapturedKey{std::move(name), {}, must});
    }
    for (const std::string& value : {parameter.value, parameter.value_with_plus}) {
      found->values.push_back(v4 ? StrictEncode(value, false) : value);
    }
  }
  return keys;
}

void CompareQuery(const std::vector<CapturedKey>& captured, const std::vector<EchoedKey>& echoed,
                  size_t end, Differences& out) {
  for (const EchoedKey& key : echoed) {
    const auto found = std::ranges::find(captured, key.name, &CapturedKey::name);
    if (found == captured.end()) {
      AddExtra(SignedPart::kQuery, key.name, key.value, out);
    } else if (std::ranges::find(found->values, key.value.text) == found->values.end()) {
      AddChanged(SignedPart::kQuery, key.name, found->values.front(), key.value, out);
    }
  }
  for (const CapturedKey& key : captured) {
    const bool present = std::ranges::find(echoed, key.name, &EchoedKey::name) != echoed.end();
    if (!present && key.must_be_signed) {
      AddMissing(SignedPart::kQuery, key.name, key.values.front(), end, out);
    }
  }
}

void CompareResourceV1(const Request& request, const CanonicalV1& rebuilt, Piece resource,
                       Differences& out) {
  const std::string& expected = rebuilt.path;
  // The key may be decoded and hold a "?" itself: then the query begins at a later one.
  size_t question = resource.text.find('?');
  if (resource.text.starts_with(expected)) question = resource.text.find('?', expected.size());
  const Piece echoed_path{resource.text.substr(0, question), resource.offset};
  Piece echoed_query{{}, resource.offset + resource.text.size()};
  if (question != std::string_view::npos) {
    echoed_query = {resource.text.substr(question + 1), resource.offset + question + 1};
  }
  const std::string without_bucket =
      is_s3(rebuilt.scheme) ? std::string(request.raw_path) : PercentDecode(request.raw_path);
  if (!SamePath(request, expected, without_bucket, echoed_path.text)) {
    AddChanged(SignedPart::kResource, {}, expected, echoed_path, out);
  }
  CompareQuery(Readings(request.query, rebuilt.scheme), SplitQueryV1(request.query, echoed_query),
               resource.offset + resource.text.size(), out);
}

// A line that holds the value of one header, empty when the request lacks it.
void CompareHeaderLine(SignedPart part, const Request& request, std::string_view name, Piece echoed,
                       Differences& out) {
  const std::vector<std::string_view> captured = ValuesOf(request, name);
  if (captured.empty() ? echoed.text.empty() : SomeReadingGives(captured, {echoed.text})) return;
  AddChanged(part, {}, JoinValues(captured, ","), echoed, out);
}

// With x-oss-date and Date both present, or with a repeated Expires, it is not documented which one
// the date line holds.
void CompareDateV1(const Request& request, const CanonicalV1& rebuilt, Piece date,
                   Differences& out) {
  if (date.text == rebuilt.date) return;
  for (const char* name : {"x-oss-date", "x-amz-date", "Date"}) {
    if (SomeReadingGives(ValuesOf(request, name), {date.text})) return;
  }
  const bool repeated = std::ranges::any_of(request.query, [date](const QueryParameter& parameter) {
    return parameter.name == "Expires" && parameter.value == date.text;
  });
  if (!repeated) AddChanged(SignedPart::kDate, {}, rebuilt.date, date, out);
}

Differences Whole(std::string_view rebuilt, std::string_view echoed) {
  Differences out;
  AddChanged(SignedPart::kWhole, {}, rebuilt, {echoed, 0}, out);
  return out;
}

}  // namespace

std::vector<Difference> CompareV1(const Request& request, const CanonicalV1& rebuilt,
                                  std::string_view echoed) {
  if (rebuilt.string_to_sign == echoed) return {};
  const std::optional<CanonicalText> text = SplitStringToSignV1(echoed);
  if (!text) return Whole(rebuilt.string_to_sign, echoed);
  Differences out;
  CompareMethod(request.method, text->method, out);
  CompareHeaderLine(SignedPart::kContentMd5, request, "Content-MD5", text->content_md5, out);
  CompareHeaderLine(SignedPart::kContentType, request, "Content-Type", text->content_type, out);
  CompareDateV1(request, rebuilt, text->date, out);
  const std::string_view prefix = is_s3(rebuilt.scheme) ? "x-amz-" : "x-oss-";
  std::vector<std::string> signed_names;
  for (const Header& header : request.headers) {
    if (StartsWithIgnoreCase(header.name, prefix)) signed_names.push_back(Lower(header.name));
  }
  std::ranges::sort(signed_names);
  signed_names.erase(std::unique(signed_names.begin(), signed_names.end()), signed_names.end());
  CompareHeaders(request, signed_names, *text, out);
  CompareResourceV1(request, rebuilt, text->resource, out);
  return out;
}

std::vector<Difference> CompareV4(const Request& request, const CanonicalV4& rebuilt,
                                  std::string_view echoed) {
  if (rebuilt.canonical_request == echoed) return {};
  const std::optional<CanonicalText> text = SplitCanonicalRequestV4(echoed);
  if (!text) return Whole(rebuilt.canonical_request, echoed);
  Differences out;
  CompareMethod(request.method, text->method, out);
  if (!SamePath(request, rebuilt.uri, StrictEncode(PercentDecode(request.raw_path), true),
                text->resource.text)) {
    AddChanged(SignedPart::kResource, {}, rebuilt.uri, text->resource, out);
  }
  CompareQuery(Readings(request.query, rebuilt.scheme), SplitQueryV4(text->query),
               text->query.offset + text->query.text.size(), out);
  CompareHeaders(request, rebuilt.signed_headers, *text, out);
  CompareLine(SignedPart::kAdditionalHeaders, rebuilt.additional_headers, *text->additional_names,
              out);
  const std::string_view payload =
      is_s3(rebuilt.scheme) ? "x-amz-content-sha256" : "x-oss-content-sha256";
  if (request.Has(payload)) {
    CompareHeaderLine(SignedPart::kPayload, request, payload, *text->payload, out);
  } else {
    CompareLine(SignedPart::kPayload, "UNSIGNED-PAYLOAD", *text->payload, out);
  }
  return out;
}

std::string PartName(const Difference& difference) {
  switch (difference.part) {
    case SignedPart::kMethod:
      return "method";
    case SignedPart::kContentMd5:
      return "content-md5";
    case SignedPart::kContentType:
      return "content-type";
    case SignedPart::kDate:
      return "date";
    case SignedPart::kHeader:
      return "header " + difference.name;
    case SignedPart::kResource:
      return "resource";
    case SignedPart::kQuery:
      return "query " + difference.name;
    case SignedPart::kAdditionalHeaders:
      return "additional-headers";
    case SignedPart::kPayload:
      return "payload";
    case SignedPart::kWhole:
      return "whole text";
  }
  return "";
}

}  // namespace osslens::oss
