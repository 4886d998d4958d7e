#pragma once

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "analyzers/oss/access_key.h"
#include "analyzers/oss/credentials.h"
#include "analyzers/oss/request.h"
#include "analyzers/oss/signature_search.h"
#include "analyzers/oss/signing_mistakes.h"

// Random requests, rightly signed, for tests that hold for any.
namespace osslens::oss {

// Owns the text that its request points into.
class Sample {
 public:
  // Of a scheme drawn at random out of those in header and query.
  explicit Sample(std::mt19937& random);
  Sample(const Sample&) = delete;
  Sample& operator=(const Sample&) = delete;

  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] const Credentials& credentials() const { return credentials_; }
  [[nodiscard]] SignedRequest signed_request() const {
    return {request_, credentials_, nullptr, std::nullopt};
  }
  [[nodiscard]] SigningParts parts() const { return ReadParts(request_, credentials_); }

  // Replaces the signature by the one of this attempt.
  void SignAs(const Attempt& attempt);
  // "PUT /b/k of oss-v1-header", for the message of a failed test.
  [[nodiscard]] std::string Describe() const;

 private:
  std::string method_, target_, host_;
  std::vector<std::pair<std::string, std::string>> headers_;
  Request request_;
  Credentials credentials_;
};

[[nodiscard]] const AccessKey& SampleKey();
// SampleKey and two others.
[[nodiscard]] const std::vector<AccessKey>& SampleKeys();

// As it should be.
[[nodiscard]] Attempt RightAttempt(const Sample& sample);

}  // namespace osslens::oss
