#include "analyzers/oss/signing_parts.h"

#include <algorithm>
#include <map>

#include "analyzers/oss/digest.h"
#include "analyzers/oss/sub_resources.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

std::string Upper(std::string_view method) {
  std::string upper(method);
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return upper;
}

std::string_view FirstOf(const Request& request, std::string_view name, std::string_view other) {
  const std::string_view value = request.Value(name);
  return value.empty() ? request.Value(other) : value;
}

std::string_view QueryAnyCase(const Request& request, std::string_view name) {
  const auto found = std::ranges::find_if(request.query, [name](const QueryParameter& parameter) {
    return EqualsIgnoreCase(parameter.name, name);
  });
  return found == request.query.end() ? std::string_view{} : found->value;
}

std::string_view WithoutSlash(std::string_view raw_path) {
  return raw_path.starts_with('/') ? raw_path.substr(1) : raw_path;
}

// The first of several parameters with one name is taken, as documented for Signature.
template <class Include, class Encode>
void TakeQuery(const Request& request, SigningParts& parts, Include include, Encode encode) {
  std::map<std::string, std::string> sorted;
  for (const QueryParameter& parameter : request.query) {
    if (!include(parameter.name)) continue;
    sorted.try_emplace(encode(parameter.name), encode(parameter.value));
  }
  parts.query.assign(sorted.begin(), sorted.end());
}

std::string AsItIs(const std::string& text) { return text; }
std::string Encoded(const std::string& text) { return StrictEncode(text, false); }

void ReadV1(const Request& request, SigningParts& parts) {
  parts.date = parts.scheme == Scheme::kV1Query ? Value(request.query, "Expires")
                                                : FirstOf(request, "x-oss-date", "Date");
  parts.headers = CollectSignedHeaders(request, "x-oss-", {});
  parts.bucket = request.resource.bucket;
  parts.path = request.resource.key;
  TakeQuery(request, parts, is_sub_resource, AsItIs);
}

std::string JoinNames(const std::vector<std::string>& names) {
  std::string line;
  for (const std::string& name : names) {
    if (!line.empty()) line += ';';
    line += name;
  }
  return line;
}

void ReadV2(const Request& request, const Credentials& credentials, SigningParts& parts) {
  parts.date = parts.scheme == Scheme::kV2Query ? Value(request.query, "x-oss-expires")
                                                : FirstOf(request, "x-oss-date", "Date");
  parts.headers = CollectSignedHeaders(request, "x-oss-", credentials.additional_headers);
  parts.additional_headers = JoinNames(credentials.additional_headers);
  parts.slash = "%2F";
  parts.bucket = StrictEncode(request.resource.bucket, false);
  parts.path = StrictEncode(request.resource.key, false);
  TakeQuery(
      request, parts, [](std::string_view name) { return name != "x-oss-signature"; }, Encoded);
}

void ReadV4(const Request& request, const Credentials& credentials, SigningParts& parts) {
  parts.date = parts.scheme == Scheme::kV4Query ? Value(request.query, "x-oss-date")
                                                : FirstOf(request, "x-oss-date", "Date");
  std::vector<std::string> also = credentials.additional_headers;
  also.insert(also.end(), {"content-md5", "content-type"});
  parts.headers = CollectSignedHeaders(request, "x-oss-", also);
  // Names that are signed in any case do not appear in the line of additional headers.
  std::vector<std::string> listed = credentials.additional_headers;
  std::erase_if(listed, [](const std::string& name) {
    return name == "content-type" || name == "content-md5" || name.starts_with("x-oss-");
  });
  parts.additional_headers = JoinNames(listed);
  parts.bucket = StrictEncode(request.resource.bucket, true);
  parts.path = StrictEncode(request.resource.key, true);
  TakeQuery(
      request, parts, [](std::string_view name) { return name != "x-oss-signature"; }, Encoded);
  parts.payload = request.Value("x-oss-content-sha256");
  parts.scope = credentials.scope;
}

// As V1 with x-amz- for x-oss-, except that the path stays as on the wire, and that x-amz-date is
// signed as a header alone.
void ReadS3V2(const Request& request, SigningParts& parts) {
  if (parts.scheme == Scheme::kS3V2Query) {
    parts.date = QueryAnyCase(request, "Expires");
  } else if (!request.Has("x-amz-date")) {
    parts.date = request.Value("Date");
  }
  parts.headers = CollectSignedHeaders(request, "x-amz-", {});
  if (!request.resource.bucket_in_path) parts.bucket = request.resource.bucket;
  parts.path = WithoutSlash(request.raw_path);
  TakeQuery(request, parts, is_s3_sub_resource, AsItIs);
}

// AWS collapses runs of blanks inside a value.
std::string Collapse(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c != ' ' || text.empty() || text.back() != ' ') text += c;
  }
  return text;
}

// The host carries the bucket and is signed, so the path is the one of the request line.
void ReadS3V4(const Request& request, const Credentials& credentials, SigningParts& parts) {
  parts.date = parts.scheme == Scheme::kS3V4Query ? QueryAnyCase(request, "X-Amz-Date")
                                                  : FirstOf(request, "x-amz-date", "Date");
  for (auto& [name, value] : CollectSignedHeaders(request, {}, credentials.additional_headers)) {
    parts.headers.emplace(name, Collapse(value));
  }
  for (const std::string& name : credentials.additional_headers) parts.headers.try_emplace(name);
  parts.additional_headers = JoinNames(credentials.additional_headers);
  parts.path = StrictEncode(PercentDecode(WithoutSlash(request.raw_path)), true);
  TakeQuery(
      request, parts,
      [](std::string_view name) { return !EqualsIgnoreCase(name, "X-Amz-Signature"); }, Encoded);
  parts.equals_on_empty = true;
  // A body in signed chunks is covered by its first signature, which stands in the head, over the
  // word STREAMING-AWS4-HMAC-SHA256-PAYLOAD in this place.
  parts.payload = request.Value("x-amz-content-sha256");
  parts.scope = credentials.scope;
}

std::string HeaderText(const SigningParts& parts) {
  std::string lines;
  for (const auto& [name, value] : parts.headers) {
    lines.append(name).append(":").append(value) += parts.line_end;
  }
  return lines;
}

SignedText AssembleV1(const SigningParts& parts) {
  SignedText text;
  std::string& out = text.string_to_sign;
  for (const std::string* line :
       {&parts.method, &parts.content_md5, &parts.content_type, &parts.date}) {
    out.append(*line) += parts.line_end;
  }
  out += HeaderText(parts);
  const bool v2 = parts.scheme == Scheme::kV2Header || parts.scheme == Scheme::kV2Query;
  if (v2) out.append(parts.additional_headers) += parts.line_end;
  out += ResourceText(parts);
  const std::string query = QueryText(parts);
  if (!query.empty()) out.append("?").append(query);
  out += parts.tail;
  return text;
}

SignedText AssembleV4(const SigningParts& parts) {
  const std::string& end = parts.line_end;
  SignedText text;
  std::string& request = text.canonical_request;
  request.append(parts.method) += end;
  request.append(ResourceText(parts)) += end;
  request.append(QueryText(parts)) += end;
  request.append(HeaderText(parts)) += end;
  request.append(parts.additional_headers) += end;
  request += parts.payload;
  text.string_to_sign = is_s3(parts.scheme) ? "AWS4-HMAC-SHA256" : "OSS4-HMAC-SHA256";
  text.string_to_sign.append(end).append(parts.date) += end;
  const Scope& scope = parts.scope;
  text.string_to_sign.append(scope.date).append("/").append(scope.region).append("/");
  text.string_to_sign.append(scope.product).append("/").append(scope.terminator) += end;
  text.string_to_sign.append(Hex(Sha256(request))) += parts.tail;
  return text;
}

}  // namespace

SigningParts ReadParts(const Request& request, const Credentials& credentials) {
  SigningParts parts;
  parts.scheme = credentials.scheme;
  parts.method = Upper(request.method);
  if (!is_v4(parts.scheme) && !is_s3_v4(parts.scheme)) {
    parts.content_md5 = request.Value("Content-MD5");
    parts.content_type = request.Value("Content-Type");
  }
  if (is_v1(parts.scheme)) ReadV1(request, parts);
  if (is_v2(parts.scheme)) ReadV2(request, credentials, parts);
  if (is_v4(parts.scheme)) ReadV4(request, credentials, parts);
  if (is_s3_v2(parts.scheme)) ReadS3V2(request, parts);
  if (is_s3_v4(parts.scheme)) ReadS3V4(request, credentials, parts);
  if (parts.payload.empty()) parts.payload = "UNSIGNED-PAYLOAD";
  return parts;
}

std::string ResourceText(const SigningParts& parts) {
  std::string text = parts.slash;
  if (!parts.bucket.empty()) text.append(parts.bucket) += parts.slash;
  return text += parts.path;
}

std::string QueryText(const SigningParts& parts) {
  std::string text;
  for (const auto& [name, value] : parts.query) {
    if (!text.empty()) text += '&';
    text += name;
    if (!value.empty() || parts.equals_on_empty) text.append("=").append(value);
  }
  return text;
}

SignedText Assemble(const SigningParts& parts) {
  if (is_form(parts.scheme)) return {parts.policy + parts.tail, {}};
  if (is_v4(parts.scheme) || is_s3_v4(parts.scheme)) return AssembleV4(parts);
  return AssembleV1(parts);
}

}  // namespace osslens::oss
