#ifndef PITH_CLI_LINE_READER_H
#define PITH_CLI_LINE_READER_H

// Reads a file line by line, in bounded memory.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/file.h"

namespace pith::cli {

/// A line of a file.
struct Line {
  std::string_view text;       ///< its bytes before the line feed
  std::size_t number;          ///< from 1
  bool is_whole;               ///< whether a line feed ends it; only the last line may lack one
  std::uint64_t offset_bytes;  ///< where it begins
};

/// For one thread at a time.
class LineReader {
 public:
  /// Lines of more than `line_bytes_max` bytes are refused.
  LineReader(InputFile file, std::size_t line_bytes_max)
      : file_(std::move(file)), line_bytes_max_(line_bytes_max), buffer_(InputFile::buffer_size_bytes) {}

  /// The next line; std::nullopt at the end. It stays valid until the next call. The error is `unreadable`, or
  /// `too_large` with the place of the line; then there is no next line. Linear in the line.
  Result<std::optional<Line>> next();

 private:
  Result<bool> fill();

  InputFile file_;
  std::size_t line_bytes_max_;
  std::vector<char> buffer_;  // holds what is read and not yet given, from begin_ to end_
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t number_ = 0;
  std::uint64_t offset_bytes_ = 0;  // of begin_
};

}  // namespace pith::cli

#endif
