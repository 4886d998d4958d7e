#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace osslens {

// What kind of fault it is, for code that must decide; the sentence is for people.
enum class ErrorKind {
  kInvalid,      // the caller, the user or a peer gave something that cannot be used
  kNotFound,     // what was asked for does not exist
  kUnavailable,  // a resource is busy, full or out of reach; trying again later may help
  kUnsupported,  // understood, but of a form or version this build does not handle
  kIo,           // the operating system or a library reported a failure
};

// An error as a value: one sentence in the user's terms that says what failed, where, and what to
// do. It never contains a secret.
struct Error {
  ErrorKind kind = ErrorKind::kInvalid;
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> Fail(ErrorKind kind, std::string message) {
  return tl::unexpected<Error>(Error{kind, std::move(message)});
}

}  // namespace osslens
