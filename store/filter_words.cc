#include "store/filter_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace osslens::store {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }

bool is_key_letter(char c) { return (ToLower(c) >= 'a' && ToLower(c) <= 'z') || c == '-'; }

// Reads one word after another; `at_` is the next byte that was not looked at.
class Splitter {
 public:
  Splitter(std::string_view filter, Language language) : filter_(filter), language_(language) {}

  bool SkipBlanks() {
    at_ = std::min(filter_.find_first_not_of(kBlanks, at_), filter_.size());
    return at_ < filter_.size();
  }

  Result<FilterWord> Next() {
    FilterWord word;
    word.offset = at_;
    if (filter_[at_] == '-') {
      word.is_negated = true;
      ++at_;
    }
    ReadKey(word);
    word.value_offset = at_;
    auto read = at_ < filter_.size() && filter_[at_] == '"' ? ReadQuoted(word) : ReadBare(word);
    if (!read) return tl::unexpected(read.error());
    if (word.value.empty() && word.key.empty()) {
      return Refuse(word.offset,
                    word.is_quoted
                        ? FilterFault{"there is nothing between the quotes", "引号中没有内容"}
                        : FilterFault{"a word must follow the -", "- 之后必须有词"});
    }
    return word;
  }

 private:
  // A key is letters and a colon; a time such as 08:30 is a word to search for.
  void ReadKey(FilterWord& word) {
    size_t end = at_;
    while (end < filter_.size() && is_key_letter(filter_[end])) ++end;
    if (end == at_ || end == filter_.size() || filter_[end] != ':') return;
    word.key = Lower(filter_.substr(at_, end - at_));
    at_ = end + 1;
  }

  Result<void> ReadQuoted(FilterWord& word) {
    word.is_quoted = true;
    const size_t open = at_++;
    for (; at_ < filter_.size() && filter_[at_] != '"'; ++at_) {
      const bool is_escape = filter_[at_] == '\\' && at_ + 1 < filter_.size() &&
                             (filter_[at_ + 1] == '"' || filter_[at_ + 1] == '\\');
      if (is_escape) ++at_;
      word.value.push_back(filter_[at_]);
    }
    if (at_ == filter_.size()) return Refuse(open, {"this quote is not closed", "引号没有闭合"});
    ++at_;
    if (at_ < filter_.size() && !is_blank(filter_[at_])) {
      return Refuse(at_, {"a blank must follow the closing quote", "右引号之后必须是空格"});
    }
    return {};
  }

  Result<void> ReadBare(FilterWord& word) {
    const size_t end = std::min(filter_.find_first_of(kBlanks, at_), filter_.size());
    word.value = filter_.substr(at_, end - at_);
    at_ = end;
    return {};
  }

  tl::unexpected<Error> Refuse(size_t offset, const FilterFault& fault) const {
    return FailInFilter(filter_, language_, offset, fault);
  }

  std::string_view filter_;
  Language language_;
  size_t at_ = 0;
};

}  // namespace

Result<std::vector<FilterWord>> SplitFilter(std::string_view filter, Language language) {
  std::vector<FilterWord> words;
  Splitter splitter(filter, language);
  while (splitter.SkipBlanks()) {
    auto word = splitter.Next();
    if (!word) return tl::unexpected(word.error());
    if (words.size() == kMaxFilterWords) {
      return FailInFilter(filter, language, word->offset,
                          {fmt::format("a filter takes at most {} words", kMaxFilterWords),
                           fmt::format("筛选条件最多 {} 个词", kMaxFilterWords)});
    }
    words.push_back(*std::move(word));
  }
  return words;
}

tl::unexpected<Error> FailInFilter(std::string_view filter, Language language, size_t offset,
                                   const FilterFault& fault) {
  std::string shown(filter);
  std::ranges::replace_if(
      shown, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  // Continuation bytes of UTF-8 are no characters of their own.
  const auto before = std::ranges::count_if(filter.substr(0, offset), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  });
  const std::string sentence =
      language == Language::kChinese
          ? fmt::format("筛选条件第 {} 个字符处：{}", before + 1, fault.chinese)
          : fmt::format("filter, column {}: {}", before + 1, fault.english);
  return Fail(ErrorKind::kInvalid, fmt::format("{}\n  {}\n  {}^", sentence, shown,
                                               std::string(static_cast<size_t>(before), ' ')));
}

}  // namespace osslens::store
