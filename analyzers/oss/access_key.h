#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.h"

namespace osslens::oss {

// An AccessKey that the user gave to have signatures recomputed.
struct AccessKey {
  std::string id;
  Secret secret;
  Secret token;        // of temporary credentials; may be empty
  std::string region;  // for which it is meant; may be empty
  std::string note;    // the user's own words; may be empty
};

// All of them, each id once. Immutable, so any thread may read it.
class Keyring {
 public:
  Keyring() = default;
  explicit Keyring(std::vector<AccessKey> keys) : keys_(std::move(keys)) {}

  [[nodiscard]] const std::vector<AccessKey>& keys() const { return keys_; }
  [[nodiscard]] bool empty() const { return keys_.empty(); }

  // nullptr when there is none of that id. The pointer lives as long as the keyring.
  [[nodiscard]] const AccessKey* Find(std::string_view id) const {
    const auto found = std::ranges::find(keys_, id, &AccessKey::id);
    return found == keys_.end() ? nullptr : &*found;
  }

 private:
  std::vector<AccessKey> keys_;
};

}  // namespace osslens::oss
