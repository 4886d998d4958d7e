#include "tests/unit/analyzers/oss/signing_vectors.h"

#include <algorithm>
#include <fstream>

#include "base/text.h"

namespace osslens::oss {
namespace {

using nlohmann::json;

const json& Vectors() {
  static const json vectors = [] {
    std::ifstream file(OSSLENS_FIXTURES "/vectors/signing.json");
    return json::parse(file);
  }();
  return vectors;
}

}  // namespace

std::vector<std::string> VectorIds(const std::string& scheme_prefix) {
  std::vector<std::string> ids;
  for (const json& vector : Vectors().at("cases")) {
    if (vector.at("scheme").get<std::string>().starts_with(scheme_prefix)) {
      ids.push_back(vector.at("id"));
    }
  }
  return ids;
}

const json& VectorOf(const std::string& id) {
  for (const json& vector : Vectors().at("cases")) {
    if (vector.at("id") == id) return vector;
  }
  ADD_FAILURE() << "no vector " << id;
  return Vectors();
}

std::string TextOf(const json& object, const char* name) {
  return object.at(name).is_null() ? std::string{} : object.at(name).get<std::string>();
}

std::string FieldOfForm(const json& vector, const std::string& name) {
  for (const json& field : vector.at("form")) {
    if (field.at(0) == name) return field.at(1);
  }
  return {};
}

CapturedVector::CapturedVector(const json& vector)
    : method_(vector.at("method")), url_(vector.at("url")) {
  for (const json& header : vector.at("headers")) headers_.emplace_back(header.at(0), header.at(1));
  std::vector<Header> headers;
  for (const auto& [name, value] : headers_) headers.push_back({name, TrimOws(value)});
  request_ = ReadRequest(method_, url_, "", headers);
  if (vector.at("addressing") == "cname") request_.resource.bucket = vector.at("bucket");
  credentials_ = ReadCredentials(request_);
  if (vector.contains("form")) {
    body_ = FormBody(vector);
    form_ = ReadPostForm("multipart/form-data; boundary=vector", body_, true);
    credentials_ = ReadFormCredentials(form_);
  }
}

std::string FormBody(const json& vector) {
  std::string body;
  for (const json& field : vector.at("form")) {
    body += "--vector\r\nContent-Disposition: form-data; name=\"" + field.at(0).get<std::string>() +
            "\"\r\n\r\n" + field.at(1).get<std::string>() + "\r\n";
  }
  return body + "--vector--\r\n";
}

std::string VectorName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
}

}  // namespace osslens::oss
