#include "cli/audit/archive_handle.h"

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

/// Gives libarchive the next block. Nothing may be thrown through C.
la_ssize_t ArchiveHandle::read(archive* archive, void* self, const void** block) noexcept {
  auto& handle = *static_cast<ArchiveHandle*>(self);
  if (handle.is_at_end_) {
    return 0;
  }
  try {
    Result<std::string_view> bytes = handle.bytes_.read();
    if (!bytes) {
      handle.failed_ = std::move(bytes).error();
      archive_set_error(archive, EIO, "the file cannot be read");
      return -1;
    }
    *block = bytes->data();
    handle.bytes_given_ += bytes->size();
    handle.is_at_end_ = bytes->empty();
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
  if (is_at_end_) {
    return false;
  }
  const Result<std::string_view> rest = bytes_.read();
  if (!rest) {
    return rest.error();
  }
  is_at_end_ = rest->empty();
  return !is_at_end_;
}

}  // namespace pith::cli
