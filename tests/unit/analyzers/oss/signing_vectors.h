#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "analyzers/oss/credentials.h"
#include "analyzers/oss/request.h"

// The worked examples of tests/fixtures/vectors/signing.json.
namespace osslens::oss {

// Ids of the examples whose scheme begins with `scheme_prefix`.
[[nodiscard]] std::vector<std::string> VectorIds(const std::string& scheme_prefix);

[[nodiscard]] const nlohmann::json& VectorOf(const std::string& id);

// The text of a member, empty for null.
[[nodiscard]] std::string TextOf(const nlohmann::json& object, const char* name);

// A field of a form example, empty when it has none of that name.
[[nodiscard]] std::string FieldOfForm(const nlohmann::json& vector, const std::string& name);

// The body that a browser makes of a form example; its boundary is "vector".
[[nodiscard]] std::string FormBody(const nlohmann::json& vector);

// The example's request as captured. Holds the texts that the views of `request` point into.
class CapturedVector {
 public:
  explicit CapturedVector(const nlohmann::json& vector);
  CapturedVector(const CapturedVector&) = delete;
  CapturedVector& operator=(const CapturedVector&) = delete;

  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] const Credentials& credentials() const { return credentials_; }
  [[nodiscard]] const PostForm& form() const { return form_; }

 private:
  std::string method_, url_, body_;
  std::vector<std::pair<std::string, std::string>> headers_;
  Request request_;
  PostForm form_;
  Credentials credentials_;
};

// For the names of parameterised tests.
[[nodiscard]] std::string VectorName(const testing::TestParamInfo<std::string>& info);

}  // namespace osslens::oss
