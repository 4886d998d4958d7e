#pragma once

#include <algorithm>
#include <chrono>

#include "base/clock.h"

namespace osslens::analyzers {

// Searches for signing mistakes may take a share of the time of the thread that stores: an app that
// repeats a refused request a thousand times a second must not stop the capture. Time not used is
// saved up to `most`. One thread.
class SearchAllowance {
 public:
  // `share`: one part of so many, at least 1.
  SearchAllowance(int share, std::chrono::milliseconds most, SteadyTime now)
      : share_(share), most_(most), credit_(most), last_(now) {}

  // True when a search may begin.
  [[nodiscard]] bool has_credit(SteadyTime now) {
    credit_ = std::min<SteadyTime::duration>(credit_ + (now - last_) / share_, most_);
    last_ = now;
    return credit_ > SteadyTime::duration::zero();
  }

  // Call with what the search took.
  void Spend(SteadyTime::duration time) { credit_ -= time; }

 private:
  const int share_;
  const SteadyTime::duration most_;
  SteadyTime::duration credit_;
  SteadyTime last_;
};

}  // namespace osslens::analyzers
