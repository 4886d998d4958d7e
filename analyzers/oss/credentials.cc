#include "analyzers/oss/credentials.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace osslens::oss {
namespace {

constexpr std::array<std::string_view, 3> kTokenNames = {"x-oss-security-token", "security-token",
                                                         "x-amz-security-token"};

std::vector<std::string> SplitNames(std::string_view list) {
  std::vector<std::string> names;
  for (const std::string_view name : Split(list, ';')) {
    if (!TrimOws(name).empty()) names.push_back(Lower(TrimOws(name)));
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

// Taken apart from the right, because only the last four fields have a fixed form.
void ReadScope(std::string_view credential, Credentials& out) {
  std::array<std::string, 4> fields;
  for (size_t i = fields.size(); i-- > 0;) {
    const size_t slash = credential.rfind('/');
    if (slash == std::string_view::npos) break;
    fields.at(i) = credential.substr(slash + 1);
    credential = credential.substr(0, slash);
  }
  out.key_id = credential;
  out.scope = {
      .date = fields[0], .region = fields[1], .product = fields[2], .terminator = fields[3]};
}

// "OSS id:signature", also of S3 V2. A key id cannot contain a colon.
void ReadPair(std::string_view rest, Credentials& out) {
  const size_t colon = rest.find(':');
  out.key_id = TrimOws(rest.substr(0, colon));
  if (colon != std::string_view::npos)
    out.signature = Secret(std::string(TrimOws(rest.substr(colon + 1))));
}

// "Name=value,Name=value" in any order, with or without blanks; V2 writes ":" for "=".
void ReadList(std::string_view rest, char separator, Credentials& out) {
  for (const std::string_view item : Split(rest, ',')) {
    const size_t mark = item.find(separator);
    if (mark == std::string_view::npos) continue;
    const std::string_view name = TrimOws(item.substr(0, mark));
    const std::string_view value = TrimOws(item.substr(mark + 1));
    if (name == "Credential") ReadScope(value, out);
    if (name == "AccessKeyId") out.key_id = value;
    if (name == "Signature") out.signature = Secret(std::string(value));
    const bool s3 = out.scheme == Scheme::kS3V4Header;
    if (name == (s3 ? "SignedHeaders" : "AdditionalHeaders")) {
      out.additional_headers = SplitNames(value);
    }
  }
}

void ReadAuthorization(const Request& request, Credentials& out) {
  const std::string_view authorization = request.Value("Authorization");
  const size_t blank = authorization.find(' ');
  if (blank == std::string_view::npos) return;
  const std::string_view rest = TrimOws(authorization.substr(blank + 1));
  switch (out.scheme) {
    case Scheme::kV1Header:
    case Scheme::kS3V2Header:
      return ReadPair(rest, out);
    case Scheme::kV2Header:
      return ReadList(rest, ':', out);
    default:
      return ReadList(rest, '=', out);
  }
}

std::string QueryValue(const Request& request, std::string_view name) {
  for (const QueryParameter& parameter : request.query) {
    if (EqualsIgnoreCase(parameter.name, name)) return parameter.value;
  }
  return {};
}

void ReadQuery(const Request& request, Credentials& out) {
  switch (out.scheme) {
    case Scheme::kV1Query:
      out.key_id = QueryValue(request, "OSSAccessKeyId");
      out.signature = Secret(QueryValue(request, "Signature"));
      return;
    case Scheme::kS3V2Query:
      out.key_id = QueryValue(request, "AWSAccessKeyId");
      out.signature = Secret(QueryValue(request, "Signature"));
      return;
    case Scheme::kS3V4Query:
      ReadScope(QueryValue(request, "X-Amz-Credential"), out);
      out.signature = Secret(QueryValue(request, "X-Amz-Signature"));
      out.additional_headers = SplitNames(QueryValue(request, "X-Amz-SignedHeaders"));
      return;
    default:
      break;
  }
  out.signature = Secret(QueryValue(request, "x-oss-signature"));
  out.additional_headers = SplitNames(QueryValue(request, "x-oss-additional-headers"));
  if (out.scheme == Scheme::kV4Query) {
    ReadScope(QueryValue(request, "x-oss-credential"), out);
  } else {
    out.key_id = QueryValue(request, "x-oss-access-key-id");
  }
}

void ReadTokens(const Request& request, Credentials& out) {
  for (const Header& header : request.headers) {
    if (is_token_name(header.name)) {
      out.tokens.push_back(
          {Place::kHeader, std::string(header.name), Secret(std::string(header.value))});
    }
  }
  for (const QueryParameter& parameter : request.query) {
    if (is_token_name(parameter.name)) {
      out.tokens.push_back({Place::kQuery, parameter.name, Secret(parameter.value)});
    }
  }
}

}  // namespace

Credentials ReadCredentials(const Request& request) {
  Credentials credentials;
  credentials.scheme = DetectScheme(request);
  ReadTokens(request, credentials);
  if (credentials.scheme == Scheme::kAnonymous || credentials.scheme == Scheme::kPostObject) {
    return credentials;
  }
  if (is_in_query(credentials.scheme)) {
    ReadQuery(request, credentials);
  } else {
    ReadAuthorization(request, credentials);
  }
  return credentials;
}

Credentials ReadFormCredentials(const PostForm& form) {
  Credentials credentials;
  const auto take = [&form, &credentials](Scheme scheme, const char* signature) {
    credentials.scheme = scheme;
    credentials.signature = Secret(std::string(form.Value(signature)));
  };
  if (form.Has("x-amz-signature") || form.Has("x-amz-credential")) {
    take(Scheme::kPostS3V4, "x-amz-signature");
    ReadScope(form.Value("x-amz-credential"), credentials);
  } else if (form.Has("x-oss-signature") || form.Has("x-oss-credential")) {
    take(Scheme::kPostV4, "x-oss-signature");
    ReadScope(form.Value("x-oss-credential"), credentials);
  } else if (form.Has("AWSAccessKeyId")) {
    take(Scheme::kPostS3V2, "Signature");
    credentials.key_id = form.Value("AWSAccessKeyId");
  } else if (form.Has("Signature") || form.Has("OSSAccessKeyId")) {
    take(Scheme::kPostV1, "Signature");
    credentials.key_id = form.Value("OSSAccessKeyId");
  } else if (!form.file) {
    credentials.scheme = Scheme::kPostObject;
  }
  for (const FormField& field : form.fields) {
    if (!is_token_name(field.name)) continue;
    credentials.tokens.push_back({Place::kForm, field.name, Secret(field.value)});
  }
  return credentials;
}

bool is_temporary(std::string_view key_id) { return key_id.starts_with("STS."); }

bool is_token_name(std::string_view name) {
  return std::ranges::any_of(
      kTokenNames, [name](std::string_view known) { return EqualsIgnoreCase(name, known); });
}

}  // namespace osslens::oss
