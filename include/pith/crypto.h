#ifndef PITH_CRYPTO_H
#define PITH_CRYPTO_H

/// @file
/// SHA-256.

#include "pith/needs_cpp20.h"

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "pith/export.h"

namespace pith {

namespace crypto {
class Library;
}

/// The 32 bytes of a SHA-256 hash. Ordered as bytes. The type is trivial, because g++ 12 with -O2 miscompiles copies of
/// empty vectors of other types. So write `Sha256Digest{}` for zeros.
struct Sha256Digest {
  std::array<std::uint8_t, 32> bytes;  ///< in the order of the digits

  /// As bytes.
  friend std::strong_ordering operator<=>(const Sha256Digest&, const Sha256Digest&) = default;
};

static_assert(std::is_trivial_v<Sha256Digest>);

/// 64 lower-case hexadecimal digits.
PITH_API std::string to_hex(const Sha256Digest& digest);

/// SHA-256 and Ed25519 in a library context of their own. No configuration file, environment variable or setting of the
/// surrounding program affects it. Immutable. Copies share the context.
class PITH_API Crypto {
 public:
  /// Makes a library context of OpenSSL, which takes about a millisecond: several times what verifying a small bundle
  /// takes. Make one and copy it; a copy takes constant time. There is no shared one, because this library has no state
  /// that outlives its objects. Threads make them one at a time.
  /// Throws SystemFailure if SHA-256 or Ed25519 is not available, as after OPENSSL_cleanup.
  Crypto();

  /// SHA-256 of bytes. SPEC 1.6.
  /// Throws SystemFailure if the cryptographic library fails. Linear.
  Sha256Digest sha256(std::string_view bytes) const;

  /// @cond
  // For the library itself.
  const crypto::Library& library() const noexcept { return *library_; }
  /// @endcond

 private:
  std::shared_ptr<const crypto::Library> library_;
};

}  // namespace pith

#endif
