#ifndef PITH_CLI_AUDIT_DECOMPRESSOR_H
#define PITH_CLI_AUDIT_DECOMPRESSOR_H

// The bytes of a compressed source.

#include <cstdint>
#include <memory>

#include "cli/audit/byte_source.h"
#include "cli/audit/expansion_limit.h"
#include "cli/audit/file_kind.h"

namespace pith::cli {

/// What a decompressor may take. xz -9 takes 65 MiB, zstd --long=27 takes 128 MiB; both formats can ask for gigabytes.
inline constexpr std::uint64_t decompressor_memory_bytes_max = std::uint64_t{3} << 26;

/// The decompressed bytes of a source. Its error is `unreadable` if the data are damaged, end early, have something
/// else behind them, or take too much memory; and `too_large` if they pass the limit. What comes before a damaged place
/// is given first, but for the last 128 KiB at most of zstd and bzip2 data. The same bytes give the same, in whatever
/// blocks the source has them. Compressed data may follow one another, as programs with several threads write them.
///
/// Needs a source and a limit that outlive the result, and a compression that is not `none`.
std::unique_ptr<ByteSource> decompress(Compression compression, ByteSource& compressed, ExpansionLimit& limit);

/// The refusal of a file that passes the limit.
Error expands_without_end();

}  // namespace pith::cli

#endif
