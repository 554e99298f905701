#ifndef PITH_VERDICT_CACHE_H
#define PITH_VERDICT_CACHE_H

/// @file
/// A cache, so that a signature is verified only once.

#include "pith/needs_cpp20.h"

#include <cstddef>
#include <memory>

#include "pith/export.h"

namespace pith {

namespace crypto {
class VerdictTable;
}

/// Remembers verdicts on signatures, so that a signature that occurs in several files, or is checked again, is verified
/// once. A verdict is looked up by everything that it depends on: the key's bytes, the digest and the signature. So a
/// cache changes no result. It never grows: a new verdict replaces an old one.
/// One cache may be used from many threads at once.
class PITH_API VerdictCache {
 public:
  /// About 9 MB: enough for the signatures of 16,000 bundles.
  static constexpr std::size_t entries_default = 65'536;

  /// Allocates room for that many verdicts, rounded up a little, at 130 bytes each.
  /// Needs entries_max > 0. Throws std::bad_alloc.
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
