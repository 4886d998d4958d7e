#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace osslens::analyzers {

// Keeps the `limit` keys that were put or touched last. Pointers to values hold until the key is dropped.
template <class V>
class RecentMap {
 public:
  explicit RecentMap(size_t limit) : limit_(limit) {}
  RecentMap(const RecentMap&) = delete;  // the index points into the list
  RecentMap& operator=(const RecentMap&) = delete;

  // Makes the key the most recent one. Null when it is not known.
  [[nodiscard]] V* Touch(std::string_view key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    items_.splice(items_.end(), items_, found->second);
    return &found->second->second;
  }

  // The key must not be known yet.
  V& Put(std::string key, V value) {
    items_.emplace_back(std::move(key), std::move(value));
    const auto last = std::prev(items_.end());
    index_.emplace(last->first, last);
    if (items_.size() > limit_) {
      index_.erase(items_.front().first);
      items_.pop_front();
    }
    return last->second;
  }

  void Drop(std::string_view key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return;
    const auto item = found->second;
    index_.erase(found);
    items_.erase(item);
  }

  template <class Visit>
  void ForEachValue(const Visit& visit) {
    for (auto& [key, value] : items_) visit(value);
  }

  [[nodiscard]] bool empty() const { return items_.empty(); }
  [[nodiscard]] size_t size() const { return items_.size(); }

 private:
  using Items = std::list<std::pair<std::string, V>>;

  const size_t limit_;
  Items items_;                                                 // the most recent last
  std::map<std::string_view, typename Items::iterator> index_;  // by the keys in items_
};

}  // namespace osslens::analyzers
