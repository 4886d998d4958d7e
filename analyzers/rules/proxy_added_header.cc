// A signed part of the request is not what the app signed. Behind osslens that can be proven: OSS
// echoes what it built from the request it received, and osslens knows what it sent. In front of
// osslens it can only be weighed, because what the app signed is not captured.
#include <algorithm>

#include "analyzers/rules/after_signing.h"
#include "analyzers/rules/all_rules.h"
#include "analyzers/rules/evidence.h"

namespace osslens::analyzers {
namespace {

using oss::Difference;
using oss::SignedPart;
using store::Confidence;
using store::Side;
using store::Where;

std::string AddedRemovedChanged(const Difference& difference, const std::string& what) {
  if (!difference.rebuilt) return what + "-added";
  if (!difference.echoed) return what + "-removed";
  return what + "-changed";
}

std::string VariantOf(const Difference& difference) {
  switch (difference.part) {
    case SignedPart::kMethod:
      return "method";
    case SignedPart::kContentMd5:
      return "content-md5";
    case SignedPart::kContentType:
      return "content-type";
    case SignedPart::kDate:
      return "date";
    case SignedPart::kHeader:
      return AddedRemovedChanged(difference, "header");
    case SignedPart::kResource:
      return "resource";
    case SignedPart::kQuery:
      return AddedRemovedChanged(difference, "query");
    case SignedPart::kAdditionalHeaders:
      return "header-changed";
    case SignedPart::kPayload:
      return "header-changed";
    case SignedPart::kWhole:
      return "not-located";
  }
  return "not-located";
}

std::string NameOf(const Difference& difference) {
  if (difference.part == SignedPart::kAdditionalHeaders) return "AdditionalHeaders";
  if (difference.part == SignedPart::kPayload) return "x-oss-content-sha256";
  return difference.name;
}

// Bytes of one side for evidence. A token stays out of it, and so does a whole text, which may hold
// one.
std::string Bytes(const Difference& difference, const std::optional<std::string>& value) {
  if (!value || difference.part == SignedPart::kWhole) return {};
  return oss::is_token_name(difference.name) ? "***" : *value;
}

std::string Shown(const Difference& difference, const std::optional<std::string>& value) {
  return value ? Quote(Bytes(difference, value)) : "-";
}

std::map<std::string, std::string> ValuesOf(const Difference& difference) {
  return {{"part", oss::PartName(difference)},
          {"name", NameOf(difference)},
          {"sent", Shown(difference, difference.rebuilt)},
          {"received", Shown(difference, difference.echoed)},
          {"offset", std::to_string(difference.offset)}};
}

// Where the captured request carries the part.
store::Evidence SentEvidence(const Facts& facts, const Difference& difference) {
  store::Evidence evidence{Where::kRequestHeader, NameOf(difference),
                           Bytes(difference, difference.rebuilt), ""};
  switch (difference.part) {
    case SignedPart::kMethod:
      evidence.name = "method";
      break;
    case SignedPart::kContentMd5:
      evidence.name = "Content-MD5";
      break;
    case SignedPart::kContentType:
      evidence.name = "Content-Type";
      break;
    case SignedPart::kResource:
      evidence.name = "path";
      break;
    case SignedPart::kQuery:
      evidence.where = Where::kRequestQuery;
      break;
    case SignedPart::kWhole:
      evidence = {Where::kExchange, "string to sign", "", ""};
      break;
    case SignedPart::kDate: {
      const bool in_query = facts.credentials.scheme == oss::Scheme::kV1Query;
      if (in_query) evidence.where = Where::kRequestQuery;
      evidence.name = in_query                          ? "Expires"
                      : facts.request.Has("x-oss-date") ? "x-oss-date"
                                                        : "Date";
      break;
    }
    default:
      break;
  }
  return evidence;
}

// `sent_note`: the note that says who sent what was rebuilt.
void AddDifferences(const Facts& facts, const std::vector<Difference>& differences,
                    const char* sent_note, Diagnosis& diagnosis) {
  const char* element =
      facts.signature.echo->canonical_request.empty() ? "StringToSign" : "CanonicalRequest";
  for (const Difference& difference : differences) {
    if (difference.rebuilt) {
      diagnosis.evidence.push_back(SentEvidence(facts, difference));
      diagnosis.evidence.back().note = sent_note;
    }
    store::Evidence echoed =
        ErrorElement(facts, element, difference.echoed ? "received" : "missing");
    echoed.value = Bytes(difference, difference.echoed);
    diagnosis.evidence.push_back(std::move(echoed));
  }
}

void AddMarkers(const Facts& facts, Where where, Diagnosis& diagnosis) {
  for (const ProxyMarker& marker : facts.markers) {
    if (marker.where == where) diagnosis.evidence.push_back(FromMarker(marker));
  }
}

// The difference that explains most: a V1 date line follows from an x-oss-date header, so headers
// come before it.
const Difference& MainDifference(const std::vector<Difference>& differences) {
  const auto header = std::ranges::find_if(differences, [](const Difference& difference) {
    return difference.part == SignedPart::kHeader && difference.name == "x-oss-date";
  });
  return header == differences.end() ? differences.front() : *header;
}

// `proven` needs the answer to be about this very request (it repeats its signature) and a part
// that can be named. Then the bytes osslens sent and the bytes OSS signed are both in the capture,
// and every undocumented reading of the former was tried: only a change in between is left.
Diagnosis ChangedBehind(const Facts& facts) {
  const Difference& main = MainDifference(facts.signature.behind);
  Diagnosis diagnosis;
  diagnosis.side = Side::kMiddle;
  diagnosis.variant = VariantOf(main);
  diagnosis.values = ValuesOf(main);
  // How OSS canonicalises for the S3-compatible surface is not documented.
  const bool located = main.part != SignedPart::kWhole && !oss::is_s3(facts.credentials.scheme);
  diagnosis.confidence =
      located && facts.signature.of_this_signature && !facts.signature.of_another_signature
          ? Confidence::kProven
          : Confidence::kLikely;
  AddDifferences(facts, facts.signature.behind, "sent", diagnosis);
  AddMarkers(facts, Where::kResponseHeader, diagnosis);
  AddMarkers(facts, Where::kRequestHeader, diagnosis);
  return diagnosis;
}

// --reverse changes Host and takes the bucket out of the path; OSS's own schemes sign neither, that of S3 both.
bool is_host_of_reverse(const Facts& facts) {
  if (facts.exchange.kind != store::ExchangeKind::kReverse) return false;
  const auto is_host = [](const Difference& difference) {
    return difference.part == SignedPart::kHeader && difference.name == "host";
  };
  return std::ranges::any_of(facts.signature.own, is_host) &&
         std::ranges::all_of(facts.signature.own, [&is_host](const Difference& difference) {
           return is_host(difference) || difference.part == SignedPart::kResource;
         });
}

Diagnosis ChangedByOsslens(const Facts& facts) {
  const Difference& main = MainDifference(facts.signature.own);
  Diagnosis diagnosis{
      .confidence = Confidence::kProven, .side = Side::kMiddle, .variant = "own-edit"};
  diagnosis.values = ValuesOf(main);
  AddDifferences(facts, facts.signature.own, "app-sent", diagnosis);
  for (const store::HeadEdit& edit : facts.exchange.edits) {
    if (!edit.name.empty())
      diagnosis.evidence.push_back(FromExchange(edit.name, edit.reason, "edit"));
  }
  return diagnosis;
}

Diagnosis ContentTypeBefore(const Facts& facts, const char* variant) {
  Diagnosis diagnosis{.confidence = Confidence::kLikely, .side = Side::kApp, .variant = variant};
  diagnosis.values = {{"content_type", Quote(facts.request.Value("Content-Type"))}};
  diagnosis.evidence.push_back(RequestHeader(facts, "Content-Type", "content-type"));
  if (facts.request.Has("User-Agent")) {
    diagnosis.evidence.push_back(RequestHeader(facts, "User-Agent", "library"));
  }
  return diagnosis;
}

// Nothing changed behind osslens: weigh what the request itself shows.
std::optional<Diagnosis> ChangedBefore(const Facts& facts) {
  const bool key_worked = facts.history.KeyWorked(facts.credentials.key_id);
  Diagnosis diagnosis;
  diagnosis.values = {{"key_id", facts.credentials.key_id}};
  switch (SuspectChange(facts)) {
    case Suspicion::kContentTypeOnUrl:
      return ContentTypeBefore(facts, "content-type-on-url");
    case Suspicion::kDefaultContentType:
      return ContentTypeBefore(facts, "default-content-type");
    case Suspicion::kProxyBefore:
      diagnosis.variant = "before";
      diagnosis.side = Side::kMiddle;
      diagnosis.confidence = key_worked ? Confidence::kLikely : Confidence::kPossible;
      AddMarkers(facts, Where::kRequestHeader, diagnosis);
      return diagnosis;
    case Suspicion::kNone:
      break;
  }
  // The key's secret was right for another request, so this one was signed otherwise than sent.
  if (!key_worked) return std::nullopt;
  diagnosis.variant = "signed-differently";
  diagnosis.confidence = Confidence::kLikely;
  diagnosis.evidence.push_back(
      FromExchange("access_key_id", facts.credentials.key_id, "key-worked"));
  return diagnosis;
}

Diagnosis SignatureReplaced(const Facts& facts) {
  Diagnosis diagnosis{
      .confidence = Confidence::kLikely, .side = Side::kMiddle, .variant = "re-signed"};
  diagnosis.evidence.push_back(ErrorElement(facts, "SignatureProvided", "other-signature"));
  diagnosis.evidence.push_back(ErrorElement(facts, "OSSAccessKeyId", "other-signature"));
  AddMarkers(facts, Where::kResponseHeader, diagnosis);
  return diagnosis;
}

}  // namespace

std::optional<Diagnosis> CheckProxyAddedHeader(const Facts& facts) {
  const SignatureFacts& signature = facts.signature;
  if (!signature.rebuilt || !signature.echo) return std::nullopt;
  if (!signature.behind.empty()) return ChangedBehind(facts);
  if (is_host_of_reverse(facts)) return std::nullopt;  // reverse-mode-signed-host explains it
  if (!signature.own.empty()) return ChangedByOsslens(facts);
  if (signature.of_another_signature) return SignatureReplaced(facts);
  // The secret fits the request as it was captured, or a mistake of the signer is known: nothing was
  // changed on the way here, and there is nothing to weigh.
  const SecretCheck::Verdict verdict = facts.secret_check.verdict;
  if (verdict == SecretCheck::Verdict::kMatches || verdict == SecretCheck::Verdict::kMistake) {
    return std::nullopt;
  }
  return ChangedBefore(facts);
}

}  // namespace osslens::analyzers
