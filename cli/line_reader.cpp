#include "cli/line_reader.h"

#include <algorithm>
#include <span>

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
    const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(begin_);
    const auto end = buffer_.begin() + static_cast<std::ptrdiff_t>(end_);
    const auto found = std::find(begin + static_cast<std::ptrdiff_t>(searched), end, '\n');
    const auto size = static_cast<std::size_t>(found - begin);
    if (size > line_bytes_max_) {
      return Error{ErrorCode::too_large,
                   {0, number_, 1},
                   "the line has more than " + std::to_string(line_bytes_max_) + " bytes"};
    }
    if (found != end) {
      begin_ += size + 1;
      return std::optional(Line{{buffer_.data() + begin_ - size - 1, size}, number_, true});
    }
    searched = size;
    const Result<bool> is_more = fill();
    if (!is_more) {
      return is_more.error();
    }
    if (!*is_more) {
      begin_ = end_;
      return size == 0 ? std::nullopt : std::optional(Line{{buffer_.data(), size}, number_, false});
    }
  }
}

}  // namespace pith::cli
