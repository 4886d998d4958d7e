#pragma once

namespace osslens::oss {

// What is wrong with callback parameters. The first group OSS refuses with 400 before it stores the object.
enum class CallbackFaultKind {
  kBothPlaces,
  kTooLong,
  kPlainJson,     // not encoded at all
  kUrlAlphabet,   // base64 with - and _
  kLineBreak,     // base64 in lines
  kPlusLost,      // a blank where a + was, as queries turn one into the other
  kNotBase64,     // something else, such as missing padding
  kEncodedTwice,  // the decoded text is base64 again
  kQuotes,        // quotes inside callbackBody are not escaped
  kNotJson,
  kNotObject,
  kUrlMissing,
  kUrlInvalid,
  kUrlCount,
  kUrlPrivate,
  kUrlIpv6,
  kHostInvalid,
  kBodyMissing,
  kBodyNoText,
  kVariableForm,  // $(name) or a single $
  kTypeUnknown,
  kTypeNoText,
  kBodyNotJson,  // type JSON, and the template is none
  kSniNoBoolean,
  kHeaderForbidden,
  kVariableName,   // of callback-var: without x:
  kVariableValue,  // of callback-var: no string
  // OSS takes these, and what comes of them is hardly meant.
  kVariableCapitals,
  kVariableUnknown,    // ${objct}: arrives empty
  kVariableUndefined,  // ${x:a} without a definition: arrives empty
  kVariableUnused,
  kQuotedVariable,  // "${object}" in a JSON template: the value brings its own quotes
  kFormWithJson,    // the template is JSON, and the type says form
  kHttpsWithoutSni,
  kUnknownKey,
  kVariablesTooMany,
};

// "not-base64", "quotes", ...: also the variants of the rules about them.
[[nodiscard]] const char* ToWord(CallbackFaultKind kind);
[[nodiscard]] bool is_refused(CallbackFaultKind kind);

}  // namespace osslens::oss
