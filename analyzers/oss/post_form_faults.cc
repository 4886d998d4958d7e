#include "analyzers/oss/post_form_faults.h"

#include <algorithm>
#include <array>
#include <optional>

#include "analyzers/oss/digest.h"
#include "base/text.h"

namespace osslens::oss {
namespace {

using Kind = FormFaultKind;

// OSS documentation, error codes of PostObject (EC 0006-00000110); names of objects. The older page on
// PostObject allows 4 KB a field.
constexpr uint64_t kMostNameBytes = 8 * 1024, kMostValueBytes = 2 * 1024 * 1024;
constexpr uint64_t kOlderMostValueBytes = 4 * 1024;
constexpr uint64_t kMostKeyBytes = 1023;
constexpr size_t kShownBytes = 80;

constexpr auto kV1 = std::to_array<std::string_view>({"OSSAccessKeyId", "policy", "Signature"});
constexpr auto kV4 = std::to_array<std::string_view>(
    {"policy", "x-oss-signature-version", "x-oss-credential", "x-oss-date", "x-oss-signature"});
// Fields that mean nothing to OSS and are sent behind the file as a matter of course.
constexpr auto kHarmless = std::to_array<std::string_view>({"submit", "file", ""});

std::string Cut(std::string_view text) { return std::string(text.substr(0, kShownBytes)); }

class Finder {
 public:
  Finder(const PostForm& form, const FormRequest& request) : form_(form), request_(request) {}

  std::vector<FormFault> Find() {
    CheckShape();
    if (form_.boundary_found) {
      CheckParts();
      CheckFile();
      CheckKey();
      CheckSignature();
      CheckSizes();
      CheckAnswer();
      CheckBehindFile();
    }
    CheckDigest();
    std::ranges::stable_sort(faults_, [](const FormFault& a, const FormFault& b) {
      return is_refused(a.kind) > is_refused(b.kind);
    });
    return std::move(faults_);
  }

 private:
  void Add(Kind kind, uint64_t offset, std::string_view field, std::string_view found,
           std::string corrected = "") {
    faults_.push_back({kind, offset, std::string(field), Cut(found), std::move(corrected)});
  }

  [[nodiscard]] std::string_view BodyAt(uint64_t offset) const {
    return request_.body.substr(std::min<uint64_t>(offset, request_.body.size()), kShownBytes);
  }

  void CheckShape() {
    if (form_.boundary.empty()) {
      return Add(Kind::kNoBoundary, 0, "", BodyAt(0), BoundaryOfBody());
    }
    if (!form_.broken_at) return;
    const auto& [kind, at] = *form_.broken_at;
    switch (kind) {
      case FormBreakKind::kBoundaryTooLong:
      case FormBreakKind::kNoStart:
        if (form_.body_bytes > 0) Add(Kind::kBoundaryMismatch, 0, "", BodyAt(0), BoundaryOfBody());
        break;
      case FormBreakKind::kBareLineFeed:
        Add(Kind::kBareLineFeed, at, "", BodyAt(at));
        break;
      case FormBreakKind::kBoundaryTail:
        Add(Kind::kBoundaryTail, at, "", BodyAt(at));
        break;
      case FormBreakKind::kHeadTooLong:
        Add(Kind::kPartHead, at, "", BodyAt(at));
        break;
      case FormBreakKind::kUnterminated:
        Add(Kind::kUnterminated, at, "", BodyAt(at - std::min<uint64_t>(at, kShownBytes)),
            "--" + form_.boundary + "--");
        break;
    }
  }

  // The boundary that the body seems to use.
  [[nodiscard]] std::string BoundaryOfBody() const {
    if (!request_.body.starts_with("--")) return "";
    const size_t end = request_.body.find_first_of("\r\n");
    if (end == std::string_view::npos || end > 2 + 70) return "";
    return std::string(request_.body.substr(2, end - 2));
  }

  void CheckParts() {
    for (const FormField& field : form_.fields) {
      if (!StartsWithIgnoreCase(field.head, "Content-Disposition:") || field.name.empty())
        return Add(Kind::kPartHead, field.head_at, field.name, field.head);
    }
  }

  void CheckFile() {
    if (form_.files > 1) {
      const auto is_file = [](const FormField& field) {
        return EqualsIgnoreCase(field.name, "file");
      };
      const auto second =
          std::ranges::find_if(form_.fields.begin() + static_cast<std::ptrdiff_t>(*form_.file) + 1,
                               form_.fields.end(), is_file);
      Add(Kind::kManyFiles, second == form_.fields.end() ? 0 : second->head_at, "file",
          std::to_string(form_.files));
    }
    if (form_.files == 0 && form_.closed) Add(Kind::kNoFile, 0, "file", NameOfFile());
    if (!form_.file) return;
    const FormField& file = form_.fields[*form_.file];
    for (std::string_view line : Split(file.head, '\n')) {
      if (line.ends_with('\r')) line.remove_suffix(1);
      const std::string_view name = line.substr(0, line.find(':'));
      const bool is_taken = name.empty() || EqualsIgnoreCase(name, "Content-Disposition") ||
                            EqualsIgnoreCase(name, "Content-Type") ||
                            EqualsIgnoreCase(name, "Content-Transfer-Encoding") ||
                            EqualsIgnoreCase(name, "Content-Length");
      if (!is_taken && line.size() < file.head.size())
        return Add(Kind::kFileHead, file.head_at + file.head.find(line), "file", line);
    }
  }

  // A part that has a file name, under another name.
  [[nodiscard]] std::string NameOfFile() const {
    const auto found = std::ranges::find_if(
        form_.fields, [](const FormField& field) { return !field.filename.empty(); });
    return found == form_.fields.end() ? "" : found->name;
  }

  // OSS puts the name of the file into it, which may be shorter than its placeholder.
  static bool is_filled_in(const FormField& key) {
    return !key.whole || key.value.find("${filename}") != std::string::npos;
  }

  void CheckKey() {
    const FormField* key = form_.Find("key");
    if (key == nullptr) {
      const FormField* late = form_.FindAfterFile("key");
      if (late != nullptr) {
        Add(Kind::kKeyLate, late->head_at, late->name, late->value);
      } else if (form_.knows_front()) {
        Add(Kind::kKeyMissing, 0, "key", "");
      }
    } else if (key->whole && key->value_bytes == 0) {
      Add(Kind::kKeyEmpty, key->value_at, key->name, "");
    } else if (key->value_bytes > kMostKeyBytes && !is_filled_in(*key)) {
      Add(Kind::kKeyTooLong, key->value_at, key->name, std::to_string(key->value_bytes));
    }
  }

  template <size_t N>
  void CheckPartners(const std::array<std::string_view, N>& names) {
    for (const std::string_view name : names) {
      if (form_.Has(name)) continue;
      const FormField* late = form_.FindAfterFile(name);
      if (late != nullptr) {
        Add(Kind::kCredentialLate, late->head_at, late->name, "");
      } else if (form_.knows_front()) {
        Add(Kind::kCredentialMissing, 0, name, "");
      }
    }
  }

  // All fields of a signature or none. The S3-compatible forms have names of their own.
  void CheckSignature() {
    const auto has = [this](std::string_view name) { return form_.Has(name); };
    if (has("x-amz-credential") || has("AWSAccessKeyId")) return;
    if (has("x-oss-signature-version") || has("x-oss-credential") || has("x-oss-signature")) {
      CheckPartners(kV4);
    } else if (std::ranges::any_of(kV1, has)) {
      CheckPartners(kV1);
    }
  }

  void CheckSizes() {
    const size_t end = form_.file.value_or(form_.fields.size());
    for (size_t i = 0; i < end; ++i) {
      const FormField& field = form_.fields[i];
      const uint64_t head_bytes = field.value_at - field.head_at;
      if (head_bytes > kMostNameBytes) {
        Add(Kind::kFieldTooLong, field.head_at, field.name, std::to_string(head_bytes));
      } else if (field.value_bytes > kMostValueBytes) {
        Add(Kind::kFieldTooLong, field.value_at, field.name, std::to_string(field.value_bytes));
      } else if (field.value_bytes > kOlderMostValueBytes) {
        Add(Kind::kLongField, field.value_at, field.name, std::to_string(field.value_bytes));
      }
    }
  }

  void CheckAnswer() {
    const FormField* status = form_.Find("success_action_status");
    if (status == nullptr || !status->whole) return;
    if (!form_.Value("success_action_redirect").empty()) {
      return Add(Kind::kStatusIgnored, status->value_at, status->name, status->value);
    }
    const bool is_known =
        status->value == "200" || status->value == "201" || status->value == "204";
    if (!is_known) Add(Kind::kStatusUnknown, status->value_at, status->name, status->value);
  }

  // Fields that are missed elsewhere are told there.
  void CheckBehindFile() {
    if (!form_.file) return;
    for (size_t i = *form_.file + 1; i < form_.fields.size(); ++i) {
      const FormField& field = form_.fields[i];
      const auto is_it = [&field](std::string_view name) {
        return EqualsIgnoreCase(field.name, name);
      };
      const bool is_told = is_it("key") || std::ranges::any_of(kV1, is_it) ||
                           std::ranges::any_of(kV4, is_it) || std::ranges::any_of(kHarmless, is_it);
      if (!is_told && !form_.Has(field.name))
        return Add(Kind::kIgnoredField, field.head_at, field.name, field.value);
    }
  }

  void CheckDigest() {
    if (request_.content_md5.empty() || !request_.is_body_whole || request_.body.empty()) return;
    const std::string right = Base64Encode(Md5(request_.body));
    if (right == request_.content_md5) return;
    const FormField* file = form_.file ? &form_.fields[*form_.file] : nullptr;
    const bool is_of_file =
        file != nullptr && file->whole &&
        Base64Encode(Md5(request_.body.substr(file->value_at, file->value_bytes))) ==
            request_.content_md5;
    Add(is_of_file ? Kind::kDigestOfFile : Kind::kDigestOther, 0, "Content-MD5",
        request_.content_md5, right);
  }

  const PostForm& form_;
  const FormRequest& request_;
  std::vector<FormFault> faults_;
};

}  // namespace

std::vector<FormFault> FindFormFaults(const PostForm& form, const FormRequest& request) {
  return Finder(form, request).Find();
}

bool is_refused(FormFaultKind kind) { return kind < Kind::kIgnoredField; }

const char* ToWord(FormFaultKind kind) {
  constexpr auto kWords = std::to_array<const char*>(
      {"no-boundary",    "boundary-mismatch",  "bare-line-feed",  "boundary-tail",
       "unterminated",   "part-head",          "file-head",       "no-file",
       "many-files",     "key-missing",        "key-late",        "key-empty",
       "key-too-long",   "credential-missing", "credential-late", "field-too-long",
       "digest-of-file", "digest-other",       "ignored-field",   "status-ignored",
       "status-unknown", "long-field"});
  static_assert(kWords.size() == static_cast<size_t>(Kind::kLongField) + 1);
  return kWords[static_cast<size_t>(kind)];
}

}  // namespace osslens::oss
