#ifndef PITH_CLI_AUDIT_DOCUMENT_READER_H
#define PITH_CLI_AUDIT_DOCUMENT_READER_H

// What `audit` reads: the documents in folders, files, archives and standard input, one after the other.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/audit/expansion_limit.h"
#include "cli/file_identity.h"
#include "pith/result.h"

namespace pith::cli {

/// A document, or why there is none at this place.
struct AuditDocument {
  /// Where it is: PATH, PATH#LINE, ARCHIVE!MEMBER or ARCHIVE!MEMBER#LINE. Lines count from 1. A name is the bytes that
  /// the file system or the archive has, which need not be UTF-8.
  std::string source;
  std::string text;            ///< exactly its bytes, decompressed; a line is without its LF; empty with an error
  std::optional<Error> error;  ///< `too_large`, `unreadable` or `empty`
  /// Whether it is a whole file in a folder, or a whole member of an archive. Such a document may be a mirror's own
  /// file and no bundle.
  bool may_be_other = false;
};

struct ReaderOptions {
  std::uint64_t document_bytes_max = std::uint64_t{1} << 26;  ///< a larger document is `too_large`
  /// Standard input is NDJSON, even if it has one line, and it may be empty.
  bool standard_input_is_ndjson = false;
  /// Files that are written meanwhile. Reading one would never end, so it is `unreadable`, whatever its name is.
  std::vector<FileIdentity> written = {};
};

/// Reads documents in a fixed order: the paths as given, the files of a folder as FolderWalk gives them, the members of
/// an archive and the lines of NDJSON as they come. Nothing is written anywhere: names of members are only text.
///
/// In folders, files count whose names end in `.json`, `.ndjson` or `.jsonl`, also compressed (`.gz`, `.zst`, `.xz`,
/// `.bz2`), in `.tar`, also compressed (and `.tgz`, `.tzst`, `.txz`, `.tbz2`), or in `.zip`. In archives, regular
/// members with the same names count, but no archives. A file that is named itself is also known by its first bytes if
/// its name does not tell.
///
/// What cannot be read gives one document with an error, at the place where reading stopped, and reading goes on with
/// what follows it: the next member if the archive can still be read, and otherwise the next path. A path in which
/// nothing is found gives one that is `empty`, so that nobody takes it for a success. In a folder or an archive, a file
/// of NDJSON without lines is in order, because programs that write in parts leave such files. So is an archive without
/// documents in a folder.
///
/// Memory: one document, the buffers of the decompressors, and what FolderWalk takes.
class DocumentReader {
 public:
  DocumentReader(std::vector<std::string> paths, ReaderOptions options);
  ~DocumentReader();

  /// The next document; std::nullopt at the end. Waits for it. One thread at a time. Bad input never throws.
  std::optional<AuditDocument> next();

  /// Whether next() may have to wait for standard input or another pipe, because no whole document is there yet.
  bool may_wait() const;

  /// The bytes of files that were read, before they are decompressed. Safe to call while another thread calls next().
  std::uint64_t bytes_read() const { return bytes_read_; }
  /// The bytes that there are to read; std::nullopt if a path is a folder, a pipe or something else without a size.
  std::optional<std::uint64_t> bytes_total() const { return bytes_total_; }

 private:
  struct Folder;
  struct File;
  struct Stream;

  std::optional<AuditDocument> advance();
  std::optional<AuditDocument> next_path();
  std::optional<AuditDocument> next_file();
  std::optional<AuditDocument> next_member();
  std::optional<AuditDocument> next_document();
  std::optional<AuditDocument> open_file(const std::string& path);

  std::vector<std::string> paths_;
  ReaderOptions options_;
  std::size_t paths_done_ = 0;
  std::optional<std::uint64_t> bytes_total_;
  std::atomic<std::uint64_t> bytes_read_ = 0;
  ExpansionLimit limit_;
  std::vector<char> buffer_;  // of one file after the other
  // What is open, from the outside to the inside. Each needs the one before it.
  std::unique_ptr<Folder> folder_;
  std::unique_ptr<File> file_;
  std::unique_ptr<Stream> stream_;
};

}  // namespace pith::cli

#endif
