#ifndef PITH_CLI_SIGNER_H
#define PITH_CLI_SIGNER_H

// The key that signs, from the files that the options name.

#include <optional>
#include <string>

#include "cli/refusals.h"
#include "cli/secret_file.h"
#include "crypto/signing_key.h"
#include "pith/crypto.h"
#include "pith/sign.h"

namespace pith::cli {

/// Where the key is. One of the two files is given.
struct SignerFiles {
  std::optional<std::string> key;         ///< the private key
  std::optional<std::string> public_key;  ///< the public half alone
  std::optional<std::string> passphrase;  ///< its first line decrypts the private key
  Exposure exposure = Exposure::refused;  ///< of the private key and the passphrase
};

/// A key that signs, or that somebody else signs with.
struct Signer {
  SignerKey key;
  std::optional<crypto::SigningKey> private_key;
};

/// Throws UsageError if a file is standard input, which is for what is signed alone.
void check_key_files(const SignerFiles& files, const std::string& command);

/// Reads the key. If that is refused, says so and returns std::nullopt. The passphrase and the text of the key are
/// wiped when this returns, and the private key at the end of the signer.
std::optional<Signer> read_signer(const SignerFiles& files, const std::string& key_id, const Crypto& crypto,
                                  const Refusals& refusals);

}  // namespace pith::cli

#endif
