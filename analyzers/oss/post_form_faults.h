#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/oss/post_form.h"

namespace osslens::oss {

// What is wrong with the form of a PostObject. The first group OSS refuses.
enum class FormFaultKind {
  kNoBoundary,        // the Content-Type names none
  kBoundaryMismatch,  // the body does not use the one of the Content-Type
  kBareLineFeed,      // lines end with LF alone
  kBoundaryTail,      // something stands behind a boundary
  kUnterminated,      // no closing boundary
  kPartHead,          // a part does not begin with Content-Disposition, or that has no name
  kFileHead,          // a line in the head of the file that OSS does not take
  kNoFile,
  kManyFiles,
  kKeyMissing,
  kKeyLate,  // it stands behind the file
  kKeyEmpty,
  kKeyTooLong,
  kCredentialMissing,  // some fields of the signature are there and one is not
  kCredentialLate,
  kFieldTooLong,
  kDigestOfFile,  // Content-MD5 is that of the file and not of the body
  kDigestOther,
  // OSS takes these, and what comes of them is hardly meant.
  kIgnoredField,   // it stands behind the file
  kStatusIgnored,  // success_action_status beside success_action_redirect
  kStatusUnknown,  // success_action_status is none of the three
  kLongField,      // more than older documents allow
};

struct FormFault {
  FormFaultKind kind = FormFaultKind::kUnterminated;
  uint64_t offset = 0;    // byte of the body
  std::string field;      // that it is about, or empty
  std::string found;      // what stands there, or a count of bytes
  std::string corrected;  // what should, where that can be said
};

// What else of the request decides.
struct FormRequest {
  std::string_view content_md5;  // the request header, or empty
  std::string_view body;         // captured part
  bool is_body_whole = false;
};

// All of them, those that OSS refuses first. Pure; linear.
[[nodiscard]] std::vector<FormFault> FindFormFaults(const PostForm& form,
                                                    const FormRequest& request);

// "no-boundary", "key-late", ...: also the variants of the rules about them.
[[nodiscard]] const char* ToWord(FormFaultKind kind);
[[nodiscard]] bool is_refused(FormFaultKind kind);

}  // namespace osslens::oss
