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

Result<std::string_view> PeekedSource::peek(std::size_t size_bytes) {
  Result<std::string_view> block = bytes_.read();
  if (!block) {
    return block.error();
  }
  block_ = *block;
  while (block_.size() < size_bytes && !block->empty()) {
    first_.append(*block);
    block = bytes_.read();
    if (!block) {
      return block.error();
    }
    if (block->empty()) {
      block_ = first_;
      break;
    }
    if (first_.size() + block->size() >= size_bytes) {
      first_.append(*block);
      block_ = first_;
      break;
    }
  }
  is_block_ = true;
  return block_;
}

Result<std::string_view> PeekedSource::read() {
  if (std::exchange(is_block_, false) && !block_.empty()) {
    return block_;
  }
  return bytes_.read();
}

}  // namespace pith::cli
