#ifndef PITH_CLI_AUDIT_FILE_KIND_H
#define PITH_CLI_AUDIT_FILE_KIND_H

// What a file holds, by its name or by its first bytes.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pith::cli {

/// How a file is compressed.
enum class Compression : std::uint8_t { none, gzip, zstd, xz, bzip2 };

/// What a file holds, once it is decompressed.
enum class Content : std::uint8_t {
  unknown,  ///< the name does not tell
  json,     ///< `.json`: a document, or NDJSON
  ndjson,   ///< `.ndjson` or `.jsonl`
  tar,
  zip
};

struct FileKind {
  Compression compression = Compression::none;
  Content content = Content::unknown;

  /// Whether it is an archive.
  bool is_archive() const { return content == Content::tar || content == Content::zip; }
};

/// What the name of a file says, such as `a.ndjson.zst` or `a.tgz`. The name `a.gz` says only how it is compressed.
FileKind kind_of_name(std::string_view name);

/// Whether a file of this name in a folder holds documents.
bool is_document_file(std::string_view name);

/// Whether a member of this name in an archive holds documents. Archives in archives are not read.
bool is_document_member(std::string_view name);

/// The first bytes that compression_of_bytes() and content_of_bytes() look at.
inline constexpr std::size_t first_bytes_max = 512;

/// How a file that begins with these bytes is compressed.
Compression compression_of_bytes(std::string_view first_bytes);

/// Whether a file that begins with these bytes is an archive. Otherwise it is taken for JSON.
Content content_of_bytes(std::string_view first_bytes);

/// The name of the program whose format this is, for a person.
std::string_view name(Compression compression);

}  // namespace pith::cli

#endif
