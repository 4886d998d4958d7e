#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzers/oss/permission.h"
#include "store/record/exchange.h"

namespace osslens::analyzers {

// The smallest RAM policy that allows captured calls, by what each of them needs. Holds only what the policy is made
// of, so it may look at any number of calls; of objects it keeps a limited number for each action and bucket, then their
// folders, then a folder above them, then the whole bucket. One thread at a time.
class RamPolicy {
 public:
  enum class Scope {
    kAllCalls,     // what all calls need
    kDeniedCalls,  // only what OSS refused for want of a permission
  };

  struct Statement {
    std::vector<std::string> actions, resources;  // sorted
    friend bool operator==(const Statement&, const Statement&) = default;
  };

  // What a reader of the policy must know.
  struct Notes {
    uint64_t calls = 0;                    // that the policy was made from
    std::set<std::string> without_action;  // operations of which no action is documented
    uint64_t explicitly_denied = 0;        // calls that a Deny refused: allowing them is not enough
    bool has_unknown_bucket = false;       // BUCKET stands for a name that the calls do not say
    bool is_widened = false;               // folders or buckets stand for objects
    bool uses_kms = false;                 // kms:GenerateDataKey and kms:Decrypt are needed as well
  };

  explicit RamPolicy(Scope scope) : scope_(scope) {}

  // A whole exchange, with heads and bodies and what the analyzers found. Others than signed calls of OSS operations
  // are passed over: anonymous ones are no matter of RAM.
  void Add(const store::Exchange& exchange);

  // One for each set of actions, in the order of their first resource.
  [[nodiscard]] std::vector<Statement> Statements() const;
  [[nodiscard]] Notes notes() const;

 private:
  // The keys of one action in one bucket.
  struct Keys {
    std::set<std::string> keys;
    std::set<std::string> folders;  // instead of keys, when those were too many
    bool whole_bucket = false;
    bool of_bucket = false;  // the bucket itself
  };

  void Allow(const oss::Permission& permission);
  static void Widen(Keys& keys);

  const Scope scope_;
  std::map<std::pair<std::string, std::string>, Keys> allowed_;  // by bucket and action
  Notes notes_;
};

}  // namespace osslens::analyzers
