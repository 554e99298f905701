#ifndef PITH_BENCH_SUPPORT_FLOOR_H
#define PITH_BENCH_SUPPORT_FLOOR_H

// The floor: the work that no implementation can avoid. It is the hashes and signatures of a bundle, computed by
// calling the libraries directly, with everything made ready beforehand. No code of the engine is measured here.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pith::bench {

/// One signature to verify.
struct SignedDigest {
  std::array<std::uint8_t, 32> digest{};
  std::array<std::uint8_t, 64> signature{};
};

/// The texts that are hashed and the signatures that are verified when a bundle is checked.
struct BundleWork {
  std::vector<std::string> texts;
  std::vector<SignedDigest> signatures;
};

/// The work for a real bundle. The texts are the canonical record, the contents of the events, the state and the
/// bundle. The signatures are those of the receipt, the events and the bundle, all made by the registry.
BundleWork work_of(std::string_view bundle_json);

/// OpenSSL and libsodium with the registry's key.
class Floor {
 public:
  Floor();
  ~Floor();

  /// SHA-256 of a text. Returns the first byte.
  unsigned hash(std::string_view text) const;
  bool verify_with_openssl(const SignedDigest& item) const;
  bool verify_with_libsodium(const SignedDigest& item) const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace pith::bench

#endif
