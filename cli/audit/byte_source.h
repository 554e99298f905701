#ifndef PITH_CLI_AUDIT_BYTE_SOURCE_H
#define PITH_CLI_AUDIT_BYTE_SOURCE_H

// Bytes that come in blocks: those of a file, and what a decompressor or an archive makes of another source's bytes.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/audit/expansion_limit.h"
#include "cli/file.h"
#include "pith/result.h"

namespace pith::cli {

/// A stream of bytes. One thread at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// The next bytes, at least one; none at the end. They are valid until the next call. Waits for them. After an error
  /// there is no further call.
  virtual Result<std::string_view> read() = 0;
};

/// The bytes of a file.
class FileSource : public ByteSource {
 public:
  /// A pipe holds 64 KiB by default. More than 256 KiB at a time makes reading files no quicker.
  static constexpr std::size_t buffer_size_bytes = std::size_t{1} << 18;

  /// Reads into the buffer, which many sources may use in turn. Counts what it reads in `limit` and in `bytes_read`.
  FileSource(InputFile file, std::span<char> buffer, ExpansionLimit& limit, std::atomic<std::uint64_t>& bytes_read)
      : file_(std::move(file)), buffer_(buffer), limit_(limit), bytes_read_(bytes_read) {}

  Result<std::string_view> read() override;

  /// See InputFile.
  const InputFile& file() const { return file_; }

 private:
  InputFile file_;
  std::span<char> buffer_;
  ExpansionLimit& limit_;
  std::atomic<std::uint64_t>& bytes_read_;
};

/// The bytes of another source, whose first bytes can be looked at before they are read.
class PeekedSource : public ByteSource {
 public:
  explicit PeekedSource(ByteSource& bytes) : bytes_(bytes) {}

  /// The first `size_bytes` bytes or more, or as many as there are before the end or an error.
  std::string_view peek(std::size_t size_bytes);

  Result<std::string_view> read() override;

 private:
  ByteSource& bytes_;
  std::string first_;                              // what was looked at, put together
  std::string_view block_;                         // what was looked at: first_, or the first block alone
  std::optional<Result<std::string_view>> after_;  // the end or the error behind it
};

/// The bytes of another source in blocks of one size, apart from the last. A library that drops what it has made of a
/// block when it finds a fault drops the same then, in whatever blocks the bytes arrive.
class EvenSource : public ByteSource {
 public:
  /// As much as a pipe holds. It divides FileSource::buffer_size_bytes, so that a file's bytes are not copied.
  static constexpr std::size_t block_size_bytes = std::size_t{1} << 16;

  explicit EvenSource(ByteSource& bytes) : bytes_(bytes) {}

  Result<std::string_view> read() override;

 private:
  ByteSource& bytes_;
  std::string_view rest_;                          // of the other source's block
  std::string block_;                              // one that is put together
  std::optional<Result<std::string_view>> after_;  // the end or the error behind all blocks
};

}  // namespace pith::cli

#endif
