#include "cli/audit/byte_source.h"

#include <utility>

namespace pith::cli {

Result<std::string_view> FileSource::read() {
  const Result<std::size_t> size = file_.read(buffer_);
  if (!size) {
    return size.error();
  }
  limit_.count_read(*size);
  bytes_read_ += *size;
  return std::string_view(buffer_.data(), *size);
}

std::string_view PeekedSource::peek(std::size_t size_bytes) {
  while (block_.size() < size_bytes && !after_) {
    const bool is_first = block_.empty();
    if (!is_first && first_.empty()) {
      first_ = block_;  // the next read() ends it
    }
    Result<std::string_view> next = bytes_.read();
    if (!next || next->empty()) {
      after_ = std::move(next);
    } else if (is_first) {
      block_ = *next;
      continue;
    } else {
      first_ += *next;
    }
    block_ = first_;
  }
  return block_;
}

Result<std::string_view> PeekedSource::read() {
  if (!block_.empty()) {
    return std::exchange(block_, {});
  }
  return after_ ? *after_ : bytes_.read();
}

Result<std::string_view> EvenSource::read() {
  if (rest_.size() < block_size_bytes) {
    block_ = rest_;
    rest_ = {};
    while (block_.size() < block_size_bytes && !after_) {
      Result<std::string_view> next = bytes_.read();
      if (!next || next->empty()) {
        after_ = std::move(next);
        break;
      }
      rest_ = *next;
      if (block_.empty() && rest_.size() >= block_size_bytes) {
        break;  // no copy
      }
      const std::string_view part = rest_.substr(0, block_size_bytes - block_.size());
      block_ += part;
      rest_.remove_prefix(part.size());
    }
    if (!block_.empty()) {
      return std::string_view(block_);
    }
    if (rest_.empty()) {
      return *after_;
    }
  }
  const std::string_view block = rest_.substr(0, block_size_bytes);
  rest_.remove_prefix(block.size());
  return block;
}

}  // namespace pith::cli
