#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/signing_mistakes.h"

namespace osslens::oss {

// The work of ListMistakes: one function a kind of mistake, in the files mistakes_in_*.cc. What a
// candidate does later may refer to the context, never to the lister.
class MistakeLister {
 public:
  explicit MistakeLister(const SigningContext& context)
      : request_(context.request), parts_(context.parts), context_(context) {}

  [[nodiscard]] std::vector<Candidate> List();

 private:
  using Text = std::optional<std::string>;
  // No request has more of anything than is worth trying.
  static constexpr size_t kMostOfAKind = 24;

  void Add(MadeMistake mistake, std::function<void(Attempt&)> make, bool alone = false);
  void AddSecret(Mistake kind, const std::string& before, const std::string& after);
  void Secrets();
  void AddScope(Mistake kind, std::string Scope::*field, const std::string& value,
                bool alone = false);
  void Scopes();
  // The day of the timestamp, and the days beside it: local time for UTC.
  void ScopeDates();
  void Policies();
  void AddContentType(const std::string& value, bool alone);
  // What SDKs, browsers and HTTP libraries put in on their own, and the type with and without its
  // parameters.
  void ContentTypes();
  void AddHeader(const std::string& name, const std::string& value, Text sent);
  void Headers();
  void HeaderValues(const std::string& name, const std::string& value);
  // Sent, but not among those that the scheme signs.
  void UnsignedHeaders();
  // Signed although the request does not carry them.
  void AbsentHeaders();
  // These work on what the attempt has by then, so that they go together with those of the key.
  void Buckets();
  void AddKey(Mistake kind, const std::string& path);
  void Keys();
  // The key as it stands in the request line.
  [[nodiscard]] std::string WireKey() const;
  void Slashes();
  void QueryKeys();
  void UnsignedKeys();
  void QueryForms();
  void AddDate(Mistake kind, const std::string& value, bool alone = false);
  void Dates();
  void ContentMd5();
  void Methods();
  void Payloads();
  void Layout();

  // In V4 Content-Type and Content-MD5 are among the headers, elsewhere lines of their own.
  [[nodiscard]] bool has_lines() const;

  const Request& request_;
  const SigningParts& parts_;
  const SigningContext& context_;
  std::vector<Candidate> list_;
};

}  // namespace osslens::oss
