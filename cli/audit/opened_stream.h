#ifndef PITH_CLI_AUDIT_OPENED_STREAM_H
#define PITH_CLI_AUDIT_OPENED_STREAM_H

// A file or a member of an archive, decompressed.

#include <memory>
#include <optional>

#include "cli/audit/byte_source.h"
#include "cli/audit/expansion_limit.h"
#include "cli/audit/file_kind.h"
#include "pith/result.h"

namespace pith::cli {

/// Decompresses a source if it is compressed. One thread at a time.
class OpenedStream {
 public:
  /// Needs a source that nothing was read from, and that outlives this object, as the limit must.
  OpenedStream(ByteSource& raw, ExpansionLimit& limit) : raw_(raw), limit_(limit) {}

  /// Completes what the name tells by the first bytes: the compression and the content if the name tells neither, the
  /// content if it tells only the compression. Waits for the first bytes only if they are asked. The error is
  /// `unreadable`: the bytes are not compressed as the name says. Call it once, and first.
  std::optional<Error> open(FileKind& kind);

  /// The decompressed bytes.
  ByteSource& bytes() { return decoded_ ? *decoded_ : raw_; }

 private:
  PeekedSource raw_;
  ExpansionLimit& limit_;
  std::unique_ptr<ByteSource> decompressor_;
  std::unique_ptr<PeekedSource> decoded_;
};

}  // namespace pith::cli

#endif
