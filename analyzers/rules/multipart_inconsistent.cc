// A multipart upload followed through its exchanges: OSS refuses a part or the list of parts, and what
// passed before says which part it is and why.
#include <vector>

#include "analyzers/oss/xml_text.h"
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"
#include "analyzers/rules/upload_parts.h"

namespace osslens::analyzers {
namespace {

using store::Confidence;
using store::Side;
using store::Where;
using Upload = History::Upload;

// OSS documentation, "UploadPart": each part but the last has at least 100 KB.
constexpr uint64_t kLeastBytes = 100 * 1024;

struct ListedPart {
  int number = 0;
  std::string etag;
};

// What CompleteMultipartUpload lists; empty when the list was not captured whole or is no proper one.
std::vector<ListedPart> ListedParts(const Facts& facts) {
  const store::Body& body = facts.exchange.request.body;
  if (body.truncated || body.dropped || body.bytes.size() != body.total_bytes) return {};
  const std::vector<std::string> numbers = oss::ElementTexts(body.bytes, "PartNumber");
  const std::vector<std::string> etags = oss::ElementTexts(body.bytes, "ETag");
  if (numbers.size() != etags.size()) return {};
  std::vector<ListedPart> parts;
  for (size_t i = 0; i < numbers.size(); ++i) {
    const std::optional<int> number = PartNumber(numbers[i]);
    if (!number) return {};
    parts.push_back({*number, BareEtag(etags[i])});
  }
  return parts;
}

Diagnosis Make(const Facts& facts, std::string variant, Confidence confidence) {
  Diagnosis diagnosis{.confidence = confidence, .side = Side::kApp, .variant = std::move(variant)};
  diagnosis.evidence.push_back(OssAnswer(facts, "answer"));
  return diagnosis;
}

void PointAtPart(Diagnosis& diagnosis, const ListedPart& part) {
  diagnosis.evidence.push_back({Where::kRequestBody, "ETag", part.etag, "listed"});
}

// What was seen of the part that the list means: the one of that number whose ETag is listed.
const Upload::Part* SeenPart(const Upload& upload, const ListedPart& listed) {
  const auto found = upload.parts.find(listed.number);
  if (found == upload.parts.end() || found->second.etag != listed.etag) return nullptr;
  return &found->second;
}

Diagnosis TooSmall(const Facts& facts, std::string number, std::string bytes) {
  Diagnosis diagnosis = Make(facts, "part-too-small", Confidence::kProven);
  const std::string_view least = facts.error->Value("MinSizeAllowed");
  diagnosis.values = {{"part", std::move(number)},
                      {"bytes", std::move(bytes)},
                      {"least", least.empty() ? std::to_string(kLeastBytes) : std::string(least)}};
  return diagnosis;
}

// Which part it is stands in OSS's answer; else the sizes of the parts that passed say it. Their ETags
// are those listed, so they are the parts that OSS weighed, and all but the last must be large enough.
std::optional<Diagnosis> CheckSizes(const Facts& facts, const Upload* upload) {
  const std::string_view number = facts.error->Value("PartNumber");
  const std::string_view bytes = facts.error->Value("ProposedSize");
  if (!number.empty() && !bytes.empty()) {
    return TooSmall(facts, std::string(number), std::string(bytes));
  }
  if (upload == nullptr) return std::nullopt;
  const std::vector<ListedPart> listed = ListedParts(facts);
  for (size_t i = 0; i + 1 < listed.size(); ++i) {
    const Upload::Part* part = SeenPart(*upload, listed[i]);
    if (part == nullptr || !part->bytes || *part->bytes >= kLeastBytes) continue;
    Diagnosis diagnosis =
        TooSmall(facts, std::to_string(listed[i].number), std::to_string(*part->bytes));
    PointAtPart(diagnosis, listed[i]);
    return diagnosis;
  }
  return std::nullopt;
}

// The parts that could be meant: the one that OSS names, else all.
bool may_be_meant(const Facts& facts, const ListedPart& part) {
  const std::string_view named = facts.error->Value("PartNumber");
  return named.empty() || PartNumber(named) == part.number;
}

std::optional<Diagnosis> CheckList(const Facts& facts, const Upload& upload) {
  const bool named = !facts.error->Value("PartNumber").empty();
  for (const ListedPart& listed : ListedParts(facts)) {
    if (!may_be_meant(facts, listed)) continue;
    const auto seen = upload.parts.find(listed.number);
    if (seen != upload.parts.end() && seen->second.etag == listed.etag) continue;
    if (seen == upload.parts.end()) {
      // It may have been uploaded on another way than through osslens.
      if (!upload.begun || upload.forgotten) continue;
      Diagnosis diagnosis = Make(facts, "part-never-uploaded", Confidence::kLikely);
      diagnosis.values = {{"part", std::to_string(listed.number)}};
      PointAtPart(diagnosis, listed);
      return diagnosis;
    }
    // OSS complains about this very part, and the ETag listed is not what it answered for it.
    Diagnosis diagnosis =
        Make(facts, "part-etag-differs", named ? Confidence::kProven : Confidence::kLikely);
    diagnosis.values = {{"part", std::to_string(listed.number)},
                        {"listed", Quote(listed.etag)},
                        {"answered", Quote(seen->second.etag)}};
    PointAtPart(diagnosis, listed);
    diagnosis.evidence.push_back(FromExchange("ETag", seen->second.etag, "answered"));
    return diagnosis;
  }
  return std::nullopt;
}

std::optional<Diagnosis> CheckOrder(const Facts& facts) {
  const std::vector<ListedPart> listed = ListedParts(facts);
  for (size_t i = 1; i < listed.size(); ++i) {
    if (listed[i].number > listed[i - 1].number) continue;
    // OSS says that the order is wrong, and here the list is not ascending.
    Diagnosis diagnosis = Make(facts, "parts-unsorted", Confidence::kProven);
    diagnosis.values = {{"part", std::to_string(listed[i].number)},
                        {"before", std::to_string(listed[i - 1].number)}};
    PointAtPart(diagnosis, listed[i]);
    return diagnosis;
  }
  return std::nullopt;
}

// An upload id ends once and is never given again, so an end that OSS confirmed explains it.
std::optional<Diagnosis> CheckEnd(const Facts& facts, const Upload& upload) {
  if (upload.end == Upload::End::kOpen) return std::nullopt;
  const bool completed = upload.end == Upload::End::kCompleted;
  Diagnosis diagnosis =
      Make(facts, completed ? "completed-before" : "aborted-before", Confidence::kProven);
  diagnosis.values = {{"end_request_id", upload.end_request_id}};
  diagnosis.evidence.push_back(FromExchange("x-oss-request-id", upload.end_request_id, "end"));
  return diagnosis;
}

}  // namespace

std::optional<Diagnosis> CheckMultipartInconsistent(const Facts& facts) {
  if (!facts.error) return std::nullopt;
  const Upload* upload = facts.history.UploadOf(oss::Value(facts.request.query, "uploadId"));
  if (facts.code() == "NoSuchUpload") {
    return upload == nullptr ? std::nullopt : CheckEnd(facts, *upload);
  }
  if (facts.operation != "CompleteMultipartUpload") return std::nullopt;
  if (facts.code() == "EntityTooSmall") return CheckSizes(facts, upload);
  if (facts.code() == "InvalidPartOrder") return CheckOrder(facts);
  return upload == nullptr ? std::nullopt : CheckList(facts, *upload);
}

}  // namespace osslens::analyzers
