#ifndef PITH_CLI_AUDIT_EXPANSION_LIMIT_H
#define PITH_CLI_AUDIT_EXPANSION_LIMIT_H

// How much may be made of a compressed file before it is given up.

#include <algorithm>
#include <cstdint>

namespace pith::cli {

/// Stops what a decompressor expands without end.
///
/// A file is given up if it has expanded to much more than its own bytes, and than the documents found in it, explain.
/// Example: a gigabyte of zeros in a file of one megabyte has no document. It is given up. Counter-examples: a
/// million copies of one bundle may be compressed a thousandfold, but they are documents; a film of four gigabytes
/// between the members of an archive is skipped, because it hardly compresses.
///
/// What is expanded twice, in a compressed member of a compressed archive, counts twice.
class ExpansionLimit {
 public:
  /// What every file may expand to: sixteen of the largest documents, and at least 1 GiB, which takes seconds.
  static constexpr std::uint64_t documents_free = 16;
  static constexpr std::uint64_t bytes_free_min = std::uint64_t{1} << 30;
  /// JSON, even of many like bundles, is hardly ever compressed a hundredfold.
  static constexpr std::uint64_t ratio_max = 256;
  /// A document's bytes may pass through the decompressors of an archive and of a member, and through the archive.
  static constexpr std::uint64_t layers_max = 3;

  explicit ExpansionLimit(std::uint64_t document_bytes_max)
      : free_(std::max(bytes_free_min, document_bytes_max * documents_free)), allowed_(free_) {}

  /// Begins with a new file.
  void reset() {
    allowed_ = free_;
    expanded_ = 0;
  }

  /// Bytes of the file were read.
  void count_read(std::uint64_t bytes) { allowed_ += ratio_max * bytes; }
  /// A document was found.
  void count_document(std::uint64_t bytes) { allowed_ += layers_max * bytes; }
  /// A decompressor or an archive gave bytes. Returns whether that is still within the limit.
  bool count_expanded(std::uint64_t bytes) {
    expanded_ += bytes;
    return expanded_ <= allowed_;
  }

 private:
  std::uint64_t free_;
  std::uint64_t allowed_;
  std::uint64_t expanded_ = 0;
};

}  // namespace pith::cli

#endif
