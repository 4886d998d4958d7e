#include "analyzers/lookup.h"

#include <algorithm>
#include <set>

#include "analyzers/message_form.h"
#include "base/text.h"

namespace osslens::analyzers {
namespace {

bool Contains(const std::vector<std::string>& list, std::string_view words) {
  return std::ranges::any_of(
      list, [words](const std::string& item) { return EqualsIgnoreCase(item, words); });
}

template <class Fits>
std::vector<const CatalogueEntry*> Select(const Catalogue& catalogue, const Fits& fits) {
  std::vector<const CatalogueEntry*> found;
  for (const CatalogueEntry& entry : catalogue.entries()) {
    if (fits(entry)) found.push_back(&entry);
  }
  return found;
}

// Letters that have to be changed, added or removed (Levenshtein). Both are short.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t changed = diagonal + (ToLower(a[i - 1]) == ToLower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::vector<const CatalogueEntry*> LookUp(const Catalogue& catalogue, std::string_view words) {
  words = TrimOws(words);
  if (words.empty()) return {};
  auto found = Select(catalogue, [words](const CatalogueEntry& entry) {
    return EqualsIgnoreCase(entry.id, words);
  });
  if (!found.empty()) return found;
  found = Select(catalogue, [words](const CatalogueEntry& entry) {
    return Contains(entry.codes, words) || Contains(entry.aliases, words);
  });
  if (!found.empty()) return found;
  found = Select(catalogue,
                 [words](const CatalogueEntry& entry) { return Contains(entry.ecs, words); });
  if (!found.empty()) return found;
  const std::string message = SqueezeMessage(words);
  return Select(catalogue, [&message](const CatalogueEntry& entry) {
    return entry.match && std::ranges::any_of(entry.match->forms, [&](const std::string& form) {
             return FitsForm(form, message);
           });
  });
}

std::vector<std::string> Suggest(const Catalogue& catalogue, std::string_view words, size_t limit) {
  constexpr size_t kLongest = 60;  // no id or code is longer
  words = TrimOws(words).substr(0, kLongest);
  std::set<std::pair<size_t, std::string>> near;
  const auto consider = [&near, words](const std::string& name) {
    const bool part = words.size() >= 3 && Lower(name).find(Lower(words)) != std::string::npos;
    const size_t distance = part ? 1 : Distance(words, name);
    if (part || distance <= 1 + name.size() / 4) near.emplace(distance, name);
  };
  for (const CatalogueEntry& entry : catalogue.entries()) {
    consider(entry.id);
    for (const std::string& code : entry.codes) consider(code);
  }
  std::vector<std::string> names;
  for (const auto& [distance, name] : near) {
    if (names.size() < limit) names.push_back(name);
  }
  return names;
}

std::string WithoutValues(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", open + 1);
    const bool variable = open > 0 && text[open - 1] == '$';
    if (end == std::string_view::npos || text[end] != '}' || end == open + 1 || variable) {
      out += '{';
      text.remove_prefix(open + 1);
      continue;
    }
    out.append("<").append(text.substr(open + 1, end - open - 1)).append(">");
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace osslens::analyzers
