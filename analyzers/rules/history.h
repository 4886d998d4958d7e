#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace osslens::analyzers {

// What a rule may know of earlier exchanges. Only what was seen recently by this process is
// remembered, so "no" means "not seen".
class History {
 public:
  virtual ~History() = default;

  // True when OSS accepted a request that was signed with this key id.
  [[nodiscard]] virtual bool KeyWorked(std::string_view key_id) const = 0;

  // The endpoint (without bucket) under which a request for this bucket succeeded; empty when none.
  [[nodiscard]] virtual std::string EndpointOf(std::string_view bucket) const = 0;

  struct TokenUse {
    std::string key_id;   // it was first seen with
    bool worked = false;  // OSS accepted a request that carried it
  };
  [[nodiscard]] virtual std::optional<TokenUse> UseOf(const Secret& token) const = 0;

  // What OSS confirmed of a multipart upload.
  struct Upload {
    struct Part {
      std::string etag;               // as answered, without quotes, in upper case
      std::optional<uint64_t> bytes;  // of a part that was copied: not known
    };
    enum class End { kOpen, kCompleted, kAborted };
    std::map<int, Part> parts;  // by number, the last upload of each
    bool begun = false;         // its InitiateMultipartUpload was seen
    bool forgotten = false;     // there were more parts than are remembered
    End end = End::kOpen;
    std::string end_request_id;  // of the call that completed or aborted it
  };
  // Null when nothing of it was seen. Valid until something is remembered.
  [[nodiscard]] virtual const Upload* UploadOf(std::string_view upload_id) const = 0;

  // Where the next append to an object must begin, by the last append that OSS confirmed.
  struct AppendEnd {
    uint64_t next_position = 0;
    std::string request_id;
  };
  [[nodiscard]] virtual std::optional<AppendEnd> AppendEndOf(std::string_view bucket,
                                                             std::string_view key) const = 0;

  // What the preflights of an origin for an object were allowed, all together, names in lower case.
  struct Preflight {
    std::vector<std::string> methods, headers;
    std::string request_id;  // of the last one
  };
  // Null when none was seen that admitted the origin. Valid until something is remembered.
  [[nodiscard]] virtual const Preflight* PreflightOf(std::string_view origin,
                                                     std::string_view bucket,
                                                     std::string_view key) const = 0;
};

}  // namespace osslens::analyzers
