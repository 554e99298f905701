#ifndef PITH_VERDICT_CACHE_H
#define PITH_VERDICT_CACHE_H

/// @file
/// Signatures verified once.

#include <cstddef>
#include <memory>

#include "pith/export.h"

namespace pith {

namespace crypto {
class VerdictTable;
}

/// Remembers verdicts on signatures, so that what stands in several files, or is checked again, is verified once.
/// A verdict is found only by the whole of what it follows from: the key's bytes, the digest and the signature.
/// Passing a cache in therefore changes no result. It never grows: a new verdict takes the place of an old one.
/// Safe to use from many threads.
class PITH_API VerdictCache {
 public:
  /// 9 MB; as many signatures as 16,000 bundles have.
  static constexpr std::size_t entries_default = 65'536;

  /// Room for so many verdicts, rounded up a little, 130 bytes each, allocated at once. Needs at least one. Throws
  /// std::bad_alloc where there is no such room.
  explicit VerdictCache(std::size_t entries_max = entries_default);
  VerdictCache(const VerdictCache&) = delete;
  VerdictCache& operator=(const VerdictCache&) = delete;
  ~VerdictCache();

  /// @cond
  // For the library itself.
  crypto::VerdictTable& table() noexcept { return *table_; }
  /// @endcond

 private:
  std::unique_ptr<crypto::VerdictTable> table_;
};

}  // namespace pith

#endif
