#ifndef PITH_CLI_AUDIT_ARCHIVE_HANDLE_H
#define PITH_CLI_AUDIT_ARCHIVE_HANDLE_H

// libarchive over a ByteSource.

#include <archive.h>

#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "cli/audit/byte_source.h"
#include "pith/result.h"

namespace pith::cli {

/// A reader of libarchive that reads the bytes of a source, in whatever blocks it has them (see EvenSource).
class ArchiveHandle {
 public:
  /// Needs a source that outlives this object. Throws std::bad_alloc if memory runs out.
  explicit ArchiveHandle(ByteSource& bytes);

  ArchiveHandle(const ArchiveHandle&) = delete;
  ArchiveHandle& operator=(const ArchiveHandle&) = delete;

  /// Begins to read, when formats and filters are set. Returns a status of libarchive.
  int open();

  archive* get() { return archive_.get(); }

  /// Why a call of libarchive failed: what the source says if that failed, and otherwise `unreadable` with what
  /// libarchive says, which is made safe to show, behind `what`. Throws what the source threw.
  Error error(const std::string& what);

  /// Throws what the source threw, if it did.
  void rethrow() const;

  /// Whether bytes follow what libarchive has used.
  Result<bool> has_rest();

  /// Reads to the end of the source. Returns its last bytes, `last_bytes_max` of them if there are as many.
  Result<std::string> read_rest();

  static constexpr std::size_t last_bytes_max = 22;

 private:
  Result<std::string_view> read_block();
  static la_ssize_t read(archive* archive, void* self, const void** block) noexcept;

  struct Free {
    void operator()(archive* archive) const noexcept { archive_read_free(archive); }
  };

  EvenSource bytes_;
  std::uint64_t bytes_given_ = 0;
  bool is_at_end_ = false;
  std::string last_;  // bytes of the source that were read
  std::optional<Error> failed_;
  std::exception_ptr thrown_;
  std::unique_ptr<archive, Free> archive_;
};

}  // namespace pith::cli

#endif
