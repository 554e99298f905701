#include "cli/signer.h"

#include <algorithm>
#include <utility>

#include "cli/arguments.h"
#include "cli/file.h"

namespace pith::cli {
namespace {

using crypto::KeyFileFault;
using crypto::SecretBytes;

/// A key of RSA with 16,384 bits, the largest one in use, has 12,700 bytes. An Ed25519 key has 119, encrypted 300.
constexpr std::size_t key_file_size_bytes_max = 16'384;

/// As much as OpenSSL takes.
constexpr std::size_t passphrase_size_bytes_max = 1'024;

/// What is wrong, and what to do. Nothing that is in the file.
std::string_view explain(KeyFileFault fault) {
  switch (fault) {
    case KeyFileFault::not_pem:
      return "this is not a key in PEM, which begins with -----BEGIN PRIVATE KEY-----: "
             "openssl genpkey -algorithm ed25519 makes one";
    case KeyFileFault::der:
      return "this is not PEM, but looks like DER: convert it with openssl pkey -inform DER";
    case KeyFileFault::truncated:
      return "the file ends within the key: get it again";
    case KeyFileFault::damaged:
      return "the key is damaged, or is not written as openssl genpkey -algorithm ed25519 writes it";
    case KeyFileFault::public_key:
      return "this is a public key, which cannot sign: name the private key, or use --public-key with --digest-only, "
             "--with-signature or --public";
    case KeyFileFault::private_key:
      return "this is a private key, and --public-key takes the public one: openssl pkey -pubout writes it";
    case KeyFileFault::openssh:
      return "this is a key of OpenSSH, and --key takes PKCS#8: openssl genpkey -algorithm ed25519 makes one";
    case KeyFileFault::rsa:
      return "this is an RSA key: only Ed25519 keys can sign events";
    case KeyFileFault::x25519:
      return "this is an X25519 key, which cannot sign: only Ed25519 keys can sign events";
    case KeyFileFault::other_algorithm:
      return "this is not an Ed25519 key: only Ed25519 keys can sign events";
    case KeyFileFault::no_passphrase:
      return "the key is encrypted: name the file with its passphrase with --passphrase-file";
    case KeyFileFault::wrong_passphrase:
      return "the passphrase does not decrypt the key, or the key is damaged";
    case KeyFileFault::unsupported_encryption:
      return "the key is encrypted in a way that is not supported: re-encrypt it with openssl pkcs8 -topk8";
    case KeyFileFault::too_costly:
      return "the file asks for more work on its passphrase than is done here: re-encrypt it with openssl pkcs8 -topk8";
  }
  return "this is a bug";
}

Error bad_key(KeyFileFault fault) {
  return {ErrorCode::bad_key, no_place, std::string(explain(fault))};
}

/// The first line of a file, without its line feed, as OpenSSL reads it.
Result<SecretBytes> read_passphrase(const std::string& path, Exposure exposure) {
  Result<SecretBytes> bytes =
      read_secret_file(path, passphrase_size_bytes_max + 1, exposure, [](std::string_view) { return true; });
  if (!bytes) {
    return bytes.error();
  }
  const std::size_t size_bytes = std::min(bytes->text().find('\n'), bytes->text().size());
  if (size_bytes == 0) {
    return unreadable("the first line is empty, and should be the passphrase");
  }
  if (size_bytes > passphrase_size_bytes_max) {
    return unreadable("the first line, which should be the passphrase, is longer than 1,024 bytes");
  }
  bytes->resize(size_bytes);
  return bytes;
}

/// Whether a key file may hold a private key: one in PEM says so, and one in DER begins with a sequence.
bool may_be_private(std::string_view bytes) {
  return bytes.find("PRIVATE KEY") != std::string_view::npos || bytes.starts_with('\x30');
}

Result<SecretBytes> read_key_file(const std::string& path, Exposure exposure) {
  Result<SecretBytes> bytes = read_secret_file(path, key_file_size_bytes_max + 1, exposure, may_be_private);
  if (bytes && bytes->bytes().size() > key_file_size_bytes_max) {
    return unreadable("this is larger than 16,384 bytes, and is not a key");
  }
  return bytes;
}

std::optional<Signer> read_public(const std::string& path, const Refusals& refusals) {
  const Result<SecretBytes> pem = read_key_file(path, Exposure::allowed);
  if (!pem) {
    refusals.refuse(path, pem.error());
    return std::nullopt;
  }
  const Result<crypto::PublicKeyBytes, KeyFileFault> key = crypto::read_public_key(pem->text());
  if (!key) {
    refusals.refuse(path, bad_key(key.error()));
    return std::nullopt;
  }
  return Signer{{"", key->bytes}, std::nullopt};
}

std::optional<Signer> read_private(const SignerFiles& files, const Crypto& crypto, const Refusals& refusals) {
  const Result<SecretBytes> pem = read_key_file(*files.key, files.exposure);
  if (!pem) {
    refusals.refuse(*files.key, pem.error());
    return std::nullopt;
  }
  std::optional<SecretBytes> passphrase;
  if (files.passphrase) {
    Result<SecretBytes> line = read_passphrase(*files.passphrase, files.exposure);
    if (!line) {
      refusals.refuse(*files.passphrase, line.error());
      return std::nullopt;
    }
    passphrase.emplace(*std::move(line));
  }
  Result<crypto::SigningKey, KeyFileFault> key =
      crypto::SigningKey::read(crypto, pem->text(), passphrase ? std::optional(passphrase->text()) : std::nullopt);
  if (!key) {
    refusals.refuse(*files.key, bad_key(key.error()));
    return std::nullopt;
  }
  const std::array<std::uint8_t, 32> public_key = key->public_key().bytes;
  return Signer{{"", public_key}, *std::move(key)};
}

}  // namespace

void check_key_files(const SignerFiles& files, const std::string& command) {
  for (const std::optional<std::string>& path : {files.key, files.public_key, files.passphrase}) {
    if (path == "-") {
      throw UsageError("a key or a passphrase must be a file, and not standard input", command);
    }
  }
}

std::optional<Signer> read_signer(const SignerFiles& files, const std::string& key_id, const Crypto& crypto,
                                  const Refusals& refusals) {
  std::optional<Signer> signer =
      files.key ? read_private(files, crypto, refusals) : read_public(*files.public_key, refusals);
  if (!signer) {
    return std::nullopt;
  }
  signer->key.key_id = key_id;
  if (const Result<std::string> entry = key_entry(signer->key, crypto); !entry) {
    refusals.refuse(files.key ? *files.key : *files.public_key, entry.error());
    return std::nullopt;
  }
  return signer;
}

}  // namespace pith::cli
