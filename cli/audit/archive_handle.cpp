#include "cli/audit/archive_handle.h"

#include <algorithm>
#include <cerrno>
#include <new>

#include "cli/file.h"
#include "cli/terminal.h"

namespace pith::cli {

ArchiveHandle::ArchiveHandle(ByteSource& bytes) : bytes_(bytes), archive_(archive_read_new()) {
  if (!archive_) {
    throw std::bad_alloc();
  }
}

int ArchiveHandle::open() {
  return archive_read_open(get(), this, nullptr, read, nullptr);
}

/// The next block of the source. None behind its end.
Result<std::string_view> ArchiveHandle::read_block() {
  if (is_at_end_) {
    return std::string_view();
  }
  Result<std::string_view> block = bytes_.read();
  if (block) {
    bytes_given_ += block->size();
    is_at_end_ = block->empty();
    last_ += block->substr(block->size() - std::min(block->size(), last_bytes_max));
    last_.erase(0, last_.size() - std::min(last_.size(), last_bytes_max));
  }
  return block;
}

/// Gives libarchive the next block. Nothing may be thrown through C.
la_ssize_t ArchiveHandle::read(archive* archive, void* self, const void** block) noexcept {
  auto& handle = *static_cast<ArchiveHandle*>(self);
  try {
    Result<std::string_view> bytes = handle.read_block();
    if (!bytes) {
      handle.failed_ = std::move(bytes).error();
      archive_set_error(archive, EIO, "the file cannot be read");
      return -1;
    }
    *block = bytes->data();
    return static_cast<la_ssize_t>(bytes->size());
  } catch (...) {
    handle.thrown_ = std::current_exception();
    archive_set_error(archive, ENOMEM, "the file cannot be read");
    return -1;
  }
}

void ArchiveHandle::rethrow() const {
  if (thrown_) {
    std::rethrow_exception(thrown_);
  }
}

Error ArchiveHandle::error(const std::string& what) {
  rethrow();
  if (failed_) {
    return *failed_;
  }
  const char* const reason = archive_error_string(get());
  return unreadable(what + ": " + (reason == nullptr ? "it is damaged" : printable(reason)));
}

Result<bool> ArchiveHandle::has_rest() {
  if (static_cast<std::uint64_t>(archive_filter_bytes(get(), -1)) < bytes_given_) {
    return true;
  }
  const Result<std::string_view> rest = read_block();
  return rest ? Result<bool>(!rest->empty()) : rest.error();
}

Result<std::string> ArchiveHandle::read_rest() {
  while (true) {
    const Result<std::string_view> block = read_block();
    if (!block) {
      return block.error();
    }
    if (block->empty()) {
      return last_;
    }
  }
}

}  // namespace pith::cli
