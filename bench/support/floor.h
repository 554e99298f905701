#ifndef PITH_BENCH_SUPPORT_FLOOR_H
#define PITH_BENCH_SUPPORT_FLOOR_H

// What cannot be avoided: the hashes and signatures of a bundle, taken with the libraries themselves, with
// everything made ready beforehand. Nothing of the engine runs here.

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

/// The texts that are hashed and the signatures that are verified in checking a bundle.
struct BundleWork {
  std::vector<std::string> texts;
  std::vector<SignedDigest> signatures;
};

/// The work that a real bundle asks for: the canonical record, the contents, the state and the bundle; the
/// receipt, the events and the bundle's signature, all of the registry.
BundleWork work_of(std::string_view bundle_json);

/// OpenSSL and libsodium with the registry's key.
class Floor {
 public:
  Floor();
  ~Floor();

  /// SHA-256; gives the first byte.
  unsigned hash(std::string_view text) const;
  bool verify_with_openssl(const SignedDigest& item) const;
  bool verify_with_libsodium(const SignedDigest& item) const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace pith::bench

#endif
