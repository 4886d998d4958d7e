#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "proxy/http/head_scanner.h"

namespace osslens::http {

// Finds the end of a chunked body (RFC 9112 section 7.1) and the content inside it. Chunk sizes,
// extensions and line ends are checked by llhttp in its strict mode; the trailer section by a
// HeadScanner, because llhttp takes a bare LF at its end, and its lines by the
// parser of heads. The bytes themselves are the caller's to
// forward as they are.
class ChunkedReader {
 public:
  // What went wrong, in the words of the status that a server answers.
  enum class Fault { kMalformed, kExtensionTooLong, kTrailerTooLarge };

  explicit ChunkedReader(size_t trailer_limit_bytes);
  ~ChunkedReader();
  ChunkedReader(const ChunkedReader&) = delete;
  ChunkedReader& operator=(const ChunkedReader&) = delete;
  ChunkedReader(ChunkedReader&&) = delete;
  ChunkedReader& operator=(ChunkedReader&&) = delete;

  void Reset();

  // Takes bytes of the body, perhaps not all that are there: call again with the rest until
  // is_complete(). Views of the content in them are appended to `content` and live as long as
  // `bytes`. Returns how many bytes were taken; content before a fault is handed out first, and the
  // fault by the next call. After a fault every call fails until Reset().
  [[nodiscard]] Result<size_t> Take(std::string_view bytes, std::vector<std::string_view>& content);

  [[nodiscard]] bool is_complete() const { return complete_; }
  [[nodiscard]] Fault fault() const { return fault_; }
  // Raw trailer section without its empty line; usually empty.
  [[nodiscard]] std::string_view trailers() const;

 private:
  struct Parser;

  Result<size_t> TakeChunks(std::string_view bytes, std::vector<std::string_view>& content);
  size_t CheckFramingRuns(std::string_view bytes, size_t end,
                          std::vector<std::string_view>& content, size_t first_new);
  Result<size_t> TakeTrailer(std::string_view bytes);
  Result<size_t> CompleteTrailer(size_t taken);
  void Refuse(Fault fault, std::string sentence);

  const std::unique_ptr<Parser> parser_;
  HeadScanner trailer_;
  bool in_trailer_ = false;
  bool complete_ = false;
  size_t framing_run_bytes_ = 0;  // framing since the last content byte
  Fault fault_ = Fault::kMalformed;
  std::string refusal_;  // empty while nothing is wrong
};

}  // namespace osslens::http
