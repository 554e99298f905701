#include "cli/audit/opened_stream.h"

#include <string>

#include "cli/audit/decompressor.h"
#include "cli/file.h"

namespace pith::cli {

std::optional<Error> OpenedStream::open(FileKind& kind) {
  const bool is_unknown = kind.compression == Compression::none && kind.content == Content::unknown;
  if (is_unknown || kind.compression != Compression::none) {
    const Compression found = compression_of_bytes(raw_.peek(first_bytes_max));
    if (!is_unknown && found != kind.compression) {
      return unreadable("this is not " + std::string(name(kind.compression)) + " data, as its name says");
    }
    kind.compression = found;
  }
  if (kind.compression != Compression::none) {
    decompressor_ = decompress(kind.compression, raw_, limit_);
    decoded_ = std::make_unique<PeekedSource>(*decompressor_);
  }
  if (kind.content == Content::unknown) {
    kind.content = content_of_bytes((decoded_ ? *decoded_ : raw_).peek(first_bytes_max));
  }
  return std::nullopt;
}

}  // namespace pith::cli
