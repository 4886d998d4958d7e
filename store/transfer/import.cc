#include "store/transfer/import.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "store/transfer/har_import.h"
#include "store/transfer/ndjson_import.h"

namespace osslens::store {
namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// One line without its end; false at the end of the input or when it is longer than `limit`.
bool ReadLine(std::istream& input, size_t limit, std::string& line) {
  line.clear();
  for (int c = input.get(); c != std::istream::traits_type::eof(); c = input.get()) {
    if (c == '\n') return true;
    if (line.size() >= limit) {
      input.unget();
      return false;
    }
    line.push_back(static_cast<char>(c));
  }
  return !line.empty();
}

tl::unexpected<Error> TooLong(int64_t number, size_t limit) {
  return Fail(ErrorKind::kInvalid,
              fmt::format("line {} is longer than {} MiB", number, limit >> 20));
}

class Importer {
 public:
  Importer(std::istream& input, const std::function<Result<void>(Exchange)>& sink,
           const ImportLimits& limits)
      : input_(input), sink_(sink), limits_(limits) {}

  Result<ImportCounts> Run() {
    std::string line;
    do {
      ++number_;
      if (!ReadLine(input_, limits_.line_bytes, line)) {
        // A HAR may be one long line.
        return line.empty() ? Result<ImportCounts>(counts_) : ReadWhole(std::move(line));
      }
    } while (is_blank(line));
    Result<Exchange> first = ReadNdjsonLine(line);
    if (!first) return ReadWhole(line + "\n");
    return ReadLines(std::move(*first));
  }

 private:
  Result<ImportCounts> ReadLines(Exchange first) {
    if (auto done = HandOn(std::move(first)); !done) return tl::unexpected(done.error());
    std::string line;
    while (true) {
      ++number_;
      if (!ReadLine(input_, limits_.line_bytes, line)) {
        if (line.size() >= limits_.line_bytes) return TooLong(number_, limits_.line_bytes);
        return counts_;
      }
      if (is_blank(line)) continue;
      Result<Exchange> exchange = ReadNdjsonLine(line);
      if (!exchange) {
        return Fail(ErrorKind::kInvalid,
                    fmt::format("line {}: {}", number_, exchange.error().message));
      }
      if (auto done = HandOn(std::move(*exchange)); !done) return tl::unexpected(done.error());
    }
  }

  Result<ImportCounts> ReadWhole(std::string text) {
    std::string piece(size_t{1} << 16, '\0');
    while (input_) {
      input_.read(piece.data(), static_cast<std::streamsize>(piece.size()));
      text.append(piece, 0, static_cast<size_t>(input_.gcount()));
      if (text.size() > limits_.file_bytes) {
        return Fail(
            ErrorKind::kInvalid,
            fmt::format("a HAR file of more than {} MiB cannot be read", limits_.file_bytes >> 20));
      }
    }
    Result<HarContents> contents = ReadHar(text);
    if (!contents) return tl::unexpected(contents.error());
    counts_.left_out = static_cast<int64_t>(contents->left_out);
    for (Exchange& exchange : contents->exchanges) {
      if (auto done = HandOn(std::move(exchange)); !done) return tl::unexpected(done.error());
    }
    return counts_;
  }

  Result<void> HandOn(Exchange exchange) {
    Result<void> done = sink_(std::move(exchange));
    if (done) ++counts_.taken;
    return done;
  }

  std::istream& input_;
  const std::function<Result<void>(Exchange)>& sink_;
  const ImportLimits limits_;
  int64_t number_ = 0;
  ImportCounts counts_;
};

}  // namespace

Result<ImportCounts> Import(std::istream& input, const std::function<Result<void>(Exchange)>& sink,
                            const ImportLimits& limits) {
  return Importer(input, sink, limits).Run();
}

}  // namespace osslens::store
