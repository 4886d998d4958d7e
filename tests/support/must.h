#pragma once

#include <cstdlib>
#include <iostream>
#include <type_traits>
#include <utility>

#include "base/result.h"

namespace osslens {

// The value of a result that must be good; otherwise the program ends with the error's sentence.
template <class T>
T Must(Result<T> result) {
  if (!result) {
    std::cerr << "unexpected error: " << result.error().message << '\n';
    std::abort();
  }
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace osslens
