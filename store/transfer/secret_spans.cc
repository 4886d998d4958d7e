#include "store/transfer/secret_spans.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace osslens::store {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr size_t npos = std::string_view::npos;

// Signatures are secrets for as long as they are valid; tokens and customer keys for longer.
constexpr std::array<std::string_view, 17> kNames{
    "signature",
    "signatureprovided",
    "x-oss-signature",
    "x-amz-signature",
    "chunk-signature",
    "security-token",
    "securitytoken",
    "sessiontoken",
    "x-oss-security-token",
    "x-amz-security-token",
    "x-acs-security-token",
    "accesskeysecret",
    "secretaccesskey",
    "x-oss-server-side-encryption-customer-key",
    "x-oss-copy-source-server-side-encryption-customer-key",
    "x-amz-server-side-encryption-customer-key",
    "x-amz-copy-source-server-side-encryption-customer-key",
};

// Headers that hold secrets under names that mean nothing elsewhere.
constexpr std::array<std::string_view, 4> kHeaders{"authorization", "proxy-authorization", "cookie",
                                                   "set-cookie"};

// Parameters of Authorization that say who signed what, and with which scope.
constexpr std::array<std::string_view, 5> kShownParameters{
    "credential", "additionalheaders", "signedheaders", "accesskeyid", "signatureversion"};

bool is_one_of(std::string_view name, const auto& names) {
  return std::ranges::any_of(
      names, [name](std::string_view candidate) { return EqualsIgnoreCase(candidate, name); });
}

bool is_name_char(char c) {
  const char lower = ToLower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// Finds the values behind names in one text.
class NamedSecrets {
 public:
  explicit NamedSecrets(std::string_view text) : text_(text) {}

  std::vector<Span> Find() {
    for (size_t at = 0; at < text_.size();) at = std::max(at + 1, Look(at));
    return std::move(spans_);
  }

 private:
  // Looks at the run of name characters that begins at `at`; where to go on.
  size_t Look(size_t at) {
    if (text_[at] == '?' || text_[at] == '&') return LookForEncodedName(at + 1);
    size_t end = at;
    while (end < text_.size() && is_name_char(text_[end])) ++end;
    // The run may begin with the rest of an escape: %26Signature.
    const auto name = std::ranges::find_if(kNames, [&](std::string_view candidate) {
      return candidate.size() <= end - at && EndsAt(end, candidate) &&
             BeginsName(at, end - candidate.size());
    });
    return name == kNames.end() ? end : Note(ValueBehind(end - name->size(), end), end);
  }

  // A query may percent-encode any letter of a name.
  size_t LookForEncodedName(size_t at) {
    const size_t end = text_.find_first_of("=&\r\n\t \"<>", at);
    if (end == npos || text_[end] != '=') return at;
    const std::string_view name = text_.substr(at, end - at);
    if (name.find('%') == npos || !is_secret_name(PercentDecode(name))) return at;
    return Note(UnquotedBehind(end + 1, "&;, \t\r\n\"'<>\\", false), at);
  }

  size_t Note(std::optional<Span> value, size_t otherwise) {
    if (!value || value->size == 0) return otherwise;
    spans_.push_back(*value);
    return value->offset + value->size;
  }

  // In a run that begins at `run`, a name begins with the run or behind an escape: %26, \n, \u0026.
  [[nodiscard]] bool BeginsName(size_t run, size_t at) const {
    if (at == run) return true;
    const size_t escape = at - run;
    if (run == 0) return false;
    if (text_[run - 1] == '%') return escape == 2;
    return text_[run - 1] == '\\' && escape == (text_[run] == 'u' ? 5U : 1U);
  }

  [[nodiscard]] bool EndsAt(size_t at, std::string_view ending) const {
    return at >= ending.size() &&
           EqualsIgnoreCase(text_.substr(at - ending.size(), ending.size()), ending);
  }

  [[nodiscard]] bool StartsAt(size_t at, std::string_view beginning) const {
    return at <= text_.size() && StartsWithIgnoreCase(text_.substr(at), beginning);
  }

  [[nodiscard]] std::optional<Span> ValueBehind(size_t begin, size_t end) const {
    if (EndsAt(begin, "<")) return ElementBehind(end, ">", '<');
    if (EndsAt(begin, "&lt;")) return ElementBehind(end, "&gt;", '&');
    if (EndsAt(begin, "name=\"") || EndsAt(begin, "name=")) {
      if (const auto value = PartBehind(end)) return value;
    }
    return AssignedBehind(end);
  }

  [[nodiscard]] std::optional<Span> ElementBehind(size_t end, std::string_view close,
                                                  char next) const {
    const size_t closed = text_.find(close, end);
    if (closed == npos) return std::nullopt;
    const size_t begin = closed + close.size();
    return Span{begin, std::min(text_.find(next, begin), text_.size()) - begin};
  }

  // RFC 7578: the part's header ends with an empty line, its value before the next delimiter.
  [[nodiscard]] std::optional<Span> PartBehind(size_t end) const {
    const size_t blank_line = text_.find("\r\n\r\n", end);
    if (blank_line == npos || text_.substr(end, blank_line - end).find("\r\n--") != npos) {
      return std::nullopt;
    }
    const size_t begin = blank_line + 4;
    return Span{begin, std::min(text_.find("\r\n--", begin), text_.size()) - begin};
  }

  // name=value, name: value, "name": "value", "name","value"; `=` may be percent-encoded, quotes escaped.
  [[nodiscard]] std::optional<Span> AssignedBehind(size_t at) const {
    const size_t name_end = at;
    at = SkipQuote(at);
    const bool is_quoted_name = at != name_end;
    at = SkipBlanks(at);
    const bool is_encoded = StartsAt(at, "%3d") || StartsAt(at, "%3a");
    if (at >= text_.size()) return std::nullopt;
    const char sign = is_encoded ? '=' : text_[at];
    if (sign != '=' && sign != ':' && !(sign == ',' && is_quoted_name)) return std::nullopt;
    at = SkipBlanks(at + (is_encoded ? 3 : 1));
    const size_t behind_quote = SkipQuote(at);
    if (behind_quote != at) return QuotedBehind(behind_quote, text_[behind_quote - 1]);
    // A member that is an object or a list holds no secret itself; what is in it has names of its own.
    if (at < text_.size() && (text_[at] == '{' || text_[at] == '[')) return std::nullopt;
    return UnquotedBehind(at, sign == ':' ? "\r\n\"<\\" : "&;, \t\r\n\"'<>\\", is_encoded);
  }

  [[nodiscard]] size_t SkipBlanks(size_t at) const {
    return std::min(text_.find_first_not_of(kBlanks, at), text_.size());
  }

  [[nodiscard]] size_t SkipQuote(size_t at) const {
    size_t quote = at;
    if (quote < text_.size() && text_[quote] == '\\') ++quote;
    const bool is_quote = quote < text_.size() && (text_[quote] == '"' || text_[quote] == '\'');
    return is_quote ? quote + 1 : at;
  }

  [[nodiscard]] std::optional<Span> QuotedBehind(size_t begin, char quote) const {
    size_t end = std::min(text_.find(quote, begin), text_.size());
    if (end > begin && text_[end - 1] == '\\') --end;
    return Span{begin, end - begin};
  }

  [[nodiscard]] std::optional<Span> UnquotedBehind(size_t begin, std::string_view stops,
                                                   bool is_encoded) const {
    size_t end = std::min(text_.find_first_of(stops, begin), text_.size());
    // Inside an encoded URL the next parameter begins behind an encoded `&`.
    if (is_encoded) end = std::min(end, text_.find("%26", begin));
    return Span{begin, end - begin};
  }

  std::string_view text_;
  std::vector<Span> spans_;
};

void FindUserInformation(std::string_view text, std::vector<Span>& spans) {
  for (size_t at = text.find("://"); at != npos; at = text.find("://", at)) {
    at += 3;
    const std::string_view authority =
        text.substr(at, text.find_first_of("/?# \t\r\n\"'<>", at) - at);
    const size_t sign = authority.rfind('@');
    if (sign != npos && sign > 0) spans.push_back({at, sign});
  }
}

Span TrimmedSpan(std::string_view text, size_t offset, size_t size) {
  const std::string_view trimmed = TrimOws(text.substr(offset, size));
  if (trimmed.empty()) return {offset, 0};
  return {static_cast<size_t>(trimmed.data() - text.data()), trimmed.size()};
}

// One header of a head: where its value stands, folded lines included.
void FindInHeader(std::string_view head, std::string_view name, Span value,
                  std::vector<Span>& spans) {
  const bool is_secret = is_secret_name(name) || is_one_of(name, kHeaders);
  if (!is_secret || value.size == 0) return;
  const std::string_view text = head.substr(value.offset, value.size);
  if (!EqualsIgnoreCase(name, "authorization") || text.find('\n') != npos) {
    // A folded Authorization is damaged already: which of its parts is the signature is not known.
    spans.push_back(value);
    return;
  }
  for (const Span& span : FindInAuthorization(text)) {
    spans.push_back({value.offset + span.offset, span.size});
  }
}

size_t LineEnd(std::string_view head, size_t begin) {
  return std::min(head.find('\n', begin), head.size());
}

// A line that begins with a blank goes on with the value of the line before (RFC 9112, section 5.2).
size_t FoldedEnd(std::string_view head, size_t begin) {
  size_t end = LineEnd(head, begin);
  while (end + 1 < head.size() && (head[end + 1] == ' ' || head[end + 1] == '\t')) {
    end = LineEnd(head, end + 1);
  }
  return end;
}

void FindInHeaders(std::string_view head, std::vector<Span>& spans) {
  for (size_t begin = 0; begin < head.size();) {
    const size_t end = FoldedEnd(head, begin);
    size_t value_end = end;
    if (value_end > begin && head[value_end - 1] == '\r') --value_end;
    const size_t colon = head.substr(begin, value_end - begin).find(':');
    if (colon != npos) {
      const size_t value = begin + colon + 1;
      FindInHeader(head, TrimOws(head.substr(begin, colon)),
                   TrimmedSpan(head, value, value_end - value), spans);
    }
    begin = end + 1;
  }
}

// AKID:SIGNATURE of signature version 1, or NAME=VALUE,... of later ones.
void FindInCredentials(std::string_view value, size_t offset, bool is_version_1,
                       std::vector<Span>& spans) {
  if (is_version_1) {
    const size_t colon = value.find(':', offset);
    const size_t begin = colon == npos ? offset : colon + 1;
    spans.push_back(TrimmedSpan(value, begin, value.size() - begin));
    return;
  }
  for (size_t begin = offset; begin < value.size();) {
    const size_t end = std::min(value.find(',', begin), value.size());
    const size_t sign = value.find_first_of("=:", begin);
    const bool is_named = sign != npos && sign < end;
    const std::string_view name = TrimOws(value.substr(begin, (is_named ? sign : end) - begin));
    const size_t from = is_named ? sign + 1 : begin;
    if (!is_named || !is_one_of(name, kShownParameters)) {
      spans.push_back(TrimmedSpan(value, from, end - from));
    }
    begin = end + 1;
  }
}

}  // namespace

bool is_secret_name(std::string_view name) noexcept { return is_one_of(name, kNames); }

std::vector<Span> FindNamedSecrets(std::string_view text) {
  std::vector<Span> spans = NamedSecrets(text).Find();
  FindUserInformation(text, spans);
  return MergeSpans(std::move(spans));
}

std::vector<Span> FindInAuthorization(std::string_view value) {
  const size_t blank = value.find_first_of(kBlanks);
  // A signature without a scheme is what OSS sends to callback servers.
  if (blank == npos) return MergeSpans({{0, value.size()}});
  const std::string_view scheme = value.substr(0, blank);
  std::vector<Span> spans = FindNamedSecrets(value);
  if (EqualsIgnoreCase(scheme, "OSS") || EqualsIgnoreCase(scheme, "AWS")) {
    FindInCredentials(value, blank + 1, true, spans);
  } else if (StartsWithIgnoreCase(scheme, "OSS") || StartsWithIgnoreCase(scheme, "AWS4-")) {
    FindInCredentials(value, blank + 1, false, spans);
  } else {
    spans.push_back(TrimmedSpan(value, blank, value.size() - blank));
  }
  return MergeSpans(std::move(spans));
}

std::vector<Span> FindInHead(std::string_view head) {
  std::vector<Span> spans = FindNamedSecrets(head);
  FindInHeaders(head, spans);
  return MergeSpans(std::move(spans));
}

std::vector<Span> MergeSpans(std::vector<Span> spans) {
  std::erase_if(spans, [](const Span& span) { return span.size == 0; });
  std::ranges::sort(spans, {}, &Span::offset);
  std::vector<Span> merged;
  for (const Span& span : spans) {
    if (merged.empty() || span.offset > merged.back().offset + merged.back().size) {
      merged.push_back(span);
      continue;
    }
    Span& last = merged.back();
    last.size = std::max(last.size, span.offset + span.size - last.offset);
  }
  return merged;
}

std::string MaskSpans(std::string_view text, const std::vector<Span>& spans) {
  std::string masked;
  size_t at = 0;
  for (const Span& span : spans) {
    masked.append(text, at, span.offset - at);
    masked += "***";
    at = span.offset + span.size;
  }
  masked.append(text.substr(at));
  return masked;
}

}  // namespace osslens::store
