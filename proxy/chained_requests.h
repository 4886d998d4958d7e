#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace osslens::proxy {

// The requests that one loop has under way to a further proxy, counted by their heads. When that
// proxy sends what it gets to osslens, a request goes round, and nothing on the wire tells it from a
// new one; but it is the same at each turn, byte for byte, and comes on a connection that brought
// nothing before. So many of those at once are no app's. Loop thread only.
class ChainedRequests {
 public:
  explicit ChainedRequests(size_t max_same) : max_same_(max_same) {}
  ChainedRequests(const ChainedRequests&) = delete;
  ChainedRequests& operator=(const ChainedRequests&) = delete;

  // One request under way, for as long as it lives. Must not outlive its origin.
  class Ticket {
   public:
    Ticket(ChainedRequests& origin, size_t key) : origin_(&origin), key_(key) {}
    Ticket(Ticket&& other) noexcept
        : origin_(std::exchange(other.origin_, nullptr)), key_(other.key_) {}
    Ticket& operator=(Ticket&& other) noexcept {
      std::swap(origin_, other.origin_);
      std::swap(key_, other.key_);
      return *this;
    }
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket() {
      if (origin_ != nullptr) origin_->End(key_);
    }

   private:
    ChainedRequests* origin_;
    size_t key_;
  };

  // Nothing when too many with that head are under way.
  [[nodiscard]] std::optional<Ticket> Begin(std::string_view head);

  [[nodiscard]] bool is_empty() const { return counts_.empty(); }

 private:
  void End(size_t key);

  const size_t max_same_;
  // By a hash of the head: two different ones that share it would be counted as one, which takes some
  // luck and then does little harm.
  std::unordered_map<size_t, size_t> counts_;
};

}  // namespace osslens::proxy
