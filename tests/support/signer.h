#ifndef PITH_TESTS_SUPPORT_SIGNER_H
#define PITH_TESTS_SUPPORT_SIGNER_H

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "pith/crypto.h"

namespace pith::tests {

/// One Crypto for all tests of a process.
const Crypto& crypto();

/// Somebody with a private key that is made from a fixed seed, and the names that they sign with.
class Signer {
 public:
  /// The seed fills the private key's 32 bytes.
  Signer(std::uint8_t seed, std::string key_id, std::string signer_id, std::string signer_type);
  ~Signer();
  Signer(Signer&&) noexcept;

  /// A signature over the 32 bytes of a digest, in strict base64 (SPEC 3.8).
  std::string sign(const Sha256Digest& digest) const;

  /// A key entry (SPEC 3.1). It binds the key to what is given.
  std::string key_entry(const std::optional<std::string>& bound_id, const std::optional<std::string>& bound_type,
                        const std::optional<std::string>& rotates_at = std::nullopt) const;

  const std::string& fingerprint() const { return fingerprint_; }
  const std::string& public_key_b64() const { return public_key_b64_; }

  std::string key_id;
  std::string signer_id;
  std::string signer_type;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
  std::string public_key_b64_;
  std::string fingerprint_;
};

/// Strict base64 of bytes.
std::string encode_base64(std::string_view bytes);

}  // namespace pith::tests

#endif
