#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>

#include "analyzers/rules/facts.h"
#include "analyzers/rules/history.h"

namespace osslens::analyzers {

// Keeps the last `limit` keys and forgets the one that was added first.
template <class V>
class BoundedMap {
 public:
  explicit BoundedMap(size_t limit) : limit_(limit) {}

  [[nodiscard]] const V* Find(std::string_view key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
  }

  // The value of `key`, made from `initial` when it is new.
  V& Get(const std::string& key, V initial) {
    const auto [position, inserted] = values_.try_emplace(key, std::move(initial));
    if (inserted) {
      order_.push_back(key);
      if (order_.size() > limit_) {
        values_.erase(order_.front());
        order_.pop_front();
      }
    }
    return position->second;
  }

  [[nodiscard]] size_t size() const { return values_.size(); }

 private:
  const size_t limit_;
  std::map<std::string, V, std::less<>> values_;
  std::deque<std::string> order_;
};

// The memory of an Analyzer. Pipeline thread only. Of tokens it keeps digests, never the token.
class RecentHistory final : public History {
 public:
  // `limit`: how many keys, buckets and tokens each are remembered; at least 1.
  explicit RecentHistory(size_t limit)
      : keys_(limit),
        buckets_(limit),
        tokens_(limit),
        uploads_(kUploads),
        appends_(limit),
        preflights_(limit) {}

  // Call after the exchange was explained, so that it is not its own past.
  void Remember(const Facts& facts);

  [[nodiscard]] bool KeyWorked(std::string_view key_id) const override;
  [[nodiscard]] std::string EndpointOf(std::string_view bucket) const override;
  [[nodiscard]] std::optional<TokenUse> UseOf(const Secret& token) const override;
  [[nodiscard]] const Upload* UploadOf(std::string_view upload_id) const override;
  [[nodiscard]] std::optional<AppendEnd> AppendEndOf(std::string_view bucket,
                                                     std::string_view key) const override;

  [[nodiscard]] const Preflight* PreflightOf(std::string_view origin, std::string_view bucket,
                                             std::string_view key) const override;

  // Multipart uploads that are remembered, and parts of each.
  static constexpr size_t kUploads = 64;
  static constexpr size_t kParts = 2000;
  // Methods, and headers, that are remembered of the preflights for one object.
  static constexpr size_t kNames = 64;

 private:
  void RememberUpload(const Facts& facts);
  void RememberPart(const Facts& facts, const std::string& upload_id);
  void RememberAppend(const Facts& facts);
  void RememberPreflight(const Facts& facts);

  BoundedMap<bool> keys_;
  BoundedMap<std::string> buckets_;
  BoundedMap<TokenUse> tokens_;       // by SHA-256 of the token
  BoundedMap<Upload> uploads_;        // by upload id
  BoundedMap<AppendEnd> appends_;     // by bucket/key
  BoundedMap<Preflight> preflights_;  // by origin, then bucket/key
};

}  // namespace osslens::analyzers
