#ifndef PITH_CLI_AUDIT_ARCHIVE_H
#define PITH_CLI_AUDIT_ARCHIVE_H

// The members of a tar or zip archive, as a stream.

#include <archive_entry.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/audit/archive_handle.h"
#include "cli/audit/byte_source.h"
#include "cli/audit/expansion_limit.h"
#include "cli/audit/file_kind.h"
#include "pith/result.h"

namespace pith::cli {

/// A regular member of an archive.
struct ArchiveMember {
  std::string name;                           ///< as the archive has it; only text
  std::uint64_t size_bytes_expected = 0;      ///< as the archive claims; 0 if it does not say
  std::optional<Error> error = std::nullopt;  ///< this member cannot be read
};

/// Reads an archive from its beginning to its end, so that its members cost no memory, also from a pipe. Read as a
/// stream, a zip does not tell which of its members are links: such a member has the link's target as its bytes.
/// The bytes that it gives are those of the current member. One thread at a time.
class Archive : public ByteSource {
 public:
  /// Longer names of members are refused: no file system has them, and a name is repeated for each line.
  static constexpr std::size_t name_bytes_max = 4096;

  /// Needs a source and a limit that outlive this object, and content that is `tar` or `zip`.
  Archive(ByteSource& bytes, Content content, ExpansionLimit& limit);
  ~Archive() override;

  /// The next regular member with a wanted name; std::nullopt at the end. The error is about the archive. Reading goes
  /// on behind it if has_ended() is false.
  Result<std::optional<ArchiveMember>> next(bool (*is_wanted)(std::string_view name));

  /// Whether nothing more can be read from the archive.
  bool has_ended() const { return has_ended_; }

  /// The next bytes of the current member. The error is about this member, and also ends the archive if has_ended().
  Result<std::string_view> read() override;

 private:
  std::optional<Error> check_directory();
  std::optional<ArchiveMember> member(archive_entry* entry, bool (*is_wanted)(std::string_view name));

  ArchiveHandle handle_;
  Content content_;
  ExpansionLimit& limit_;
  locale_t utf8_;
  bool is_open_ = false;
  bool has_ended_ = false;
  std::uint64_t member_count_ = 0;
  bool is_header_damaged_ = false;    // the last one
  la_int64_t header_end_bytes_ = -1;  // of the last damaged one
  la_int64_t member_bytes_ = 0;       // given of the current member
};

}  // namespace pith::cli

#endif
