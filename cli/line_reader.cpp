#include "cli/line_reader.h"

#include <algorithm>
#include <span>
#include <string>

namespace pith::cli {

/// Reads more behind what is there, and makes room for it first. Returns whether there was more.
Result<bool> LineReader::fill() {
  if (begin_ > 0) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) {
    buffer_.resize(2 * buffer_.size());
  }
  const Result<std::size_t> size = file_.read(std::span(buffer_).subspan(end_));
  if (!size) {
    return size.error();
  }
  end_ += *size;
  return *size > 0;
}

Result<std::optional<Line>> LineReader::next() {
  ++number_;
  std::size_t searched = 0;  // bytes of the line without a line feed
  while (true) {
    const std::string_view rest(buffer_.data() + begin_, end_ - begin_);
    const std::size_t found = rest.find('\n', searched);
    const bool is_whole = found != std::string_view::npos;
    const std::size_t size = is_whole ? found : rest.size();
    if (size > line_bytes_max_) {
      return Error{ErrorCode::too_large,
                   {0, number_, 1},
                   "the line has more than " + std::to_string(line_bytes_max_) + " bytes"};
    }
    if (!is_whole) {
      searched = size;
      const Result<bool> is_more = fill();
      if (!is_more) {
        return is_more.error();
      }
      if (*is_more) {
        continue;
      }
      if (size == 0) {
        return std::optional<Line>();
      }
    }
    const Line line = {{buffer_.data() + begin_, size}, number_, is_whole, offset_bytes_};
    const std::size_t used = size + (is_whole ? 1 : 0);
    begin_ += used;
    offset_bytes_ += used;
    return std::optional(line);
  }
}

}  // namespace pith::cli
