#ifndef PITH_CRYPTO_SIGNING_KEY_H
#define PITH_CRYPTO_SIGNING_KEY_H

// Private keys, as `openssl genpkey -algorithm ed25519` writes them. The program alone uses this: the library has no
// private keys.

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "crypto/ed25519.h"
#include "pith/crypto.h"
#include "pith/result.h"

namespace pith::crypto {

/// Why a file does not hold the key that is wanted.
enum class KeyFileFault : std::uint8_t {
  not_pem,                 ///< no line that begins a PEM block
  der,                     ///< looks like the binary form
  truncated,               ///< the line that ends the block is missing
  damaged,                 ///< the block is not what its first line says
  public_key,              ///< a public key, and a private one is wanted
  private_key,             ///< a private key, and a public one is wanted
  openssh,                 ///< a private key in the form of OpenSSH
  rsa,                     ///< a key of RSA
  x25519,                  ///< a key of X25519, which cannot sign
  other_algorithm,         ///< a key of another algorithm, or no key
  no_passphrase,           ///< encrypted, and there is no passphrase
  wrong_passphrase,        ///< the passphrase does not decrypt it
  unsupported_encryption,  ///< encrypted in another way than PBES2 with PBKDF2 or scrypt
  too_costly,              ///< the passphrase would have to be hashed for long
};

/// A private key, with its public half. Its secret is wiped at the end. For one thread at a time.
class SigningKey {
 public:
  /// Reads a PKCS#8 key in PEM: `PRIVATE KEY`, or `ENCRYPTED PRIVATE KEY` with a passphrase. All copies of secrets that
  /// it makes are wiped when it returns. Both texts stay with the caller.
  /// Linear in the text, and up to some seconds for a passphrase. Throws SystemFailure if OpenSSL fails.
  static Result<SigningKey, KeyFileFault> read(const Crypto& crypto, std::string_view pem,
                                               const std::optional<std::string_view>& passphrase);
  ~SigningKey();
  SigningKey(SigningKey&&) noexcept;

  const PublicKeyBytes& public_key() const noexcept;

  /// SPEC 3.8: the signature over the 32 bytes of a digest. The same digest gives the same signature. Throws
  /// SystemFailure if OpenSSL fails.
  Signature sign(const Sha256Digest& digest) const;

 private:
  struct Implementation;
  explicit SigningKey(std::unique_ptr<Implementation> implementation);

  std::unique_ptr<Implementation> implementation_;
};

/// Reads a public key in PEM, as `openssl pkey -pubout` writes it: `PUBLIC KEY`. Does not ask whether anybody should
/// trust it: check_public_key() does. Linear. Pure.
Result<PublicKeyBytes, KeyFileFault> read_public_key(std::string_view pem);

}  // namespace pith::crypto

#endif
