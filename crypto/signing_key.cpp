// Reads a private key, and signs with it.
//
// Idea: every secret is in one place that is wiped. OpenSSL's readers of PEM and of keys leave copies in memory that is
// freed and not wiped. So the PEM is decoded here, and OpenSSL is asked only for what it wipes: to decrypt PKCS#8
// (PKCS8_decrypt wipes what it decrypts), to take it apart, and to make a key of its 32 bytes.
//
// Example: `PRIVATE KEY` is 48 bytes: a version, the algorithm, and an octet string with an octet string of 32 bytes.
// Counter-example: PEM_read_bio_PrivateKey, which frees the decoded file as it is, and may ask for a passphrase.
//
// Cost: a few microseconds, and what the file asks for to hash a passphrase, which is bounded.
// Tests: tests/cli/test_sign_keys.py, tests/cli/test_sign_memory.py.

#include "crypto/signing_key.h"

#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <limits>

#include "containers/throw_failure.h"
#include "crypto/fork_lock.h"
#include "crypto/library.h"
#include "crypto/pem.h"
#include "crypto/secret_bytes.h"

namespace pith::crypto {
namespace {

using EncryptedKey = std::unique_ptr<X509_SIG, Deleter<&X509_SIG_free>>;
using PrivateKeyInfo = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Deleter<&PKCS8_PRIV_KEY_INFO_free>>;
using EncryptionParameters = std::unique_ptr<PBE2PARAM, Deleter<&PBE2PARAM_free>>;
using Pbkdf2Parameters = std::unique_ptr<PBKDF2PARAM, Deleter<&PBKDF2PARAM_free>>;
using ScryptParameters = std::unique_ptr<SCRYPT_PARAMS, Deleter<&SCRYPT_PARAMS_free>>;

constexpr std::size_t seed_size_bytes = 32;
// RFC 8410: in the octet string of PKCS#8 is the DER of another one.
constexpr std::array<std::uint8_t, 2> seed_prefix = {0x04, 0x20};
// RFC 8410: a public key is always these bytes, and then its own.
constexpr std::array<std::uint8_t, 12> public_key_prefix = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                                            0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

/// So that no file keeps a machine busy: some seconds. OpenSSL writes 2,048 iterations; OWASP advises 600,000.
constexpr std::uint64_t pbkdf2_iterations_max = 10'000'000;
/// N times r times p: the same. OpenSSL writes 131,072.
constexpr std::uint64_t scrypt_cost_max = std::uint64_t{1} << 23;

void require(bool condition) {
  if (!condition) {
    containers::throw_failure(SystemFailure("OpenSSL failed while it read a private key or signed"));
  }
}

/// A number of the file; the greatest one if it is negative or has more than 64 bits.
std::uint64_t read_number(const ASN1_INTEGER* number) {
  std::uint64_t value = 0;
  return ASN1_INTEGER_get_uint64(&value, number) == 1 ? value : std::numeric_limits<std::uint64_t>::max();
}

bool is_at_most(std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t max) {
  return a <= max && b <= max && c <= max && (a == 0 || b == 0 || (b <= max / a && c <= max / (a * b)));
}

/// Whether the file's way to hash a passphrase is one that is known, and ends soon. OpenSSL has no bound of its own.
std::optional<KeyFileFault> check_cost(const X509_ALGOR& algorithm) {
  const EncryptionParameters parameters(
      OBJ_obj2nid(algorithm.algorithm) == NID_pbes2
          ? static_cast<PBE2PARAM*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), algorithm.parameter))
          : nullptr);
  if (!parameters) {
    return KeyFileFault::unsupported_encryption;
  }
  const X509_ALGOR& hash = *parameters->keyfunc;
  const int kind = OBJ_obj2nid(hash.algorithm);
  if (kind == NID_id_pbkdf2) {
    const Pbkdf2Parameters pbkdf2(
        static_cast<PBKDF2PARAM*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), hash.parameter)));
    if (!pbkdf2) {
      return KeyFileFault::damaged;
    }
    return read_number(pbkdf2->iter) > pbkdf2_iterations_max ? std::optional(KeyFileFault::too_costly) : std::nullopt;
  }
  if (kind != NID_id_scrypt) {
    return KeyFileFault::unsupported_encryption;
  }
  const ScryptParameters scrypt(
      static_cast<SCRYPT_PARAMS*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(SCRYPT_PARAMS), hash.parameter)));
  if (!scrypt) {
    return KeyFileFault::damaged;
  }
  const bool is_cheap = is_at_most(read_number(scrypt->costParameter), read_number(scrypt->blockSize),
                                   read_number(scrypt->parallelizationParameter), scrypt_cost_max);
  return is_cheap ? std::nullopt : std::optional(KeyFileFault::too_costly);
}

Result<PrivateKeyInfo, KeyFileFault> decrypt(const Crypto& crypto, std::span<const std::uint8_t> der,
                                             const std::optional<std::string_view>& passphrase) {
  const unsigned char* position = der.data();
  const EncryptedKey encrypted(d2i_X509_SIG(nullptr, &position, static_cast<long>(der.size())));
  if (!encrypted || position != der.data() + der.size()) {
    return KeyFileFault::damaged;
  }
  const X509_ALGOR* algorithm = nullptr;
  const ASN1_OCTET_STRING* data = nullptr;
  X509_SIG_get0(encrypted.get(), &algorithm, &data);
  if (const std::optional<KeyFileFault> fault = check_cost(*algorithm)) {
    return *fault;
  }
  if (!passphrase) {
    return KeyFileFault::no_passphrase;
  }
  const OutOfMemoryWatch watch;
  PrivateKeyInfo info(PKCS8_decrypt_ex(encrypted.get(), passphrase->data(), static_cast<int>(passphrase->size()),
                                       crypto.library().context(), nullptr));
  require(info || !watch.has_seen_it());
  if (!info) {
    return KeyFileFault::wrong_passphrase;
  }
  return info;
}

Result<PrivateKeyInfo, KeyFileFault> take_apart(std::span<const std::uint8_t> der) {
  const unsigned char* position = der.data();
  PrivateKeyInfo info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &position, static_cast<long>(der.size())));
  if (!info || position != der.data() + der.size()) {
    return KeyFileFault::damaged;
  }
  return info;
}

/// The 32 secret bytes in a key: a view of it.
Result<std::span<const std::uint8_t>, KeyFileFault> find_seed(const PKCS8_PRIV_KEY_INFO& info) {
  const ASN1_OBJECT* algorithm = nullptr;
  const unsigned char* bytes = nullptr;
  int size = 0;
  require(PKCS8_pkey_get0(&algorithm, &bytes, &size, nullptr, &info) == 1);
  const int kind = OBJ_obj2nid(algorithm);
  if (kind != NID_ED25519) {
    return kind == NID_rsaEncryption || kind == NID_rsassaPss ? KeyFileFault::rsa
           : kind == NID_X25519                               ? KeyFileFault::x25519
                                                              : KeyFileFault::other_algorithm;
  }
  const std::span<const std::uint8_t> octets(bytes, static_cast<std::size_t>(size));
  if (octets.size() != seed_prefix.size() + seed_size_bytes ||
      !std::equal(seed_prefix.begin(), seed_prefix.end(), octets.begin())) {
    return KeyFileFault::damaged;
  }
  return octets.last(seed_size_bytes);
}

/// What a block is, if it is not the one that is wanted.
KeyFileFault describe_label(std::string_view label) {
  return label == "PUBLIC KEY"                                        ? KeyFileFault::public_key
         : label == "PRIVATE KEY" || label == "ENCRYPTED PRIVATE KEY" ? KeyFileFault::private_key
         : label == "OPENSSH PRIVATE KEY"                             ? KeyFileFault::openssh
         : label == "RSA PRIVATE KEY" || label == "RSA PUBLIC KEY"    ? KeyFileFault::rsa
                                                                      : KeyFileFault::other_algorithm;
}

Result<PrivateKeyInfo, KeyFileFault> read_private_key_info(const Crypto& crypto, std::string_view pem,
                                                           const std::optional<std::string_view>& passphrase) {
  const Result<PemBlock, KeyFileFault> block = read_pem(pem);
  if (!block) {
    return block.error();
  }
  if (block->label == "PRIVATE KEY") {
    return take_apart(block->bytes.bytes());
  }
  return block->label == "ENCRYPTED PRIVATE KEY" ? decrypt(crypto, block->bytes.bytes(), passphrase)
                                                 : describe_label(block->label);
}

}  // namespace

struct SigningKey::Implementation {
  Crypto crypto;
  Key key;
  PublicKeyBytes public_key;
};

SigningKey::SigningKey(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

Result<SigningKey, KeyFileFault> SigningKey::read(const Crypto& crypto, std::string_view pem,
                                                  const std::optional<std::string_view>& passphrase) {
  const ErrorQueueGuard guard;
  require_openssl();
  const ForkLock fork_lock;
  const Result<PrivateKeyInfo, KeyFileFault> info = read_private_key_info(crypto, pem, passphrase);
  if (!info) {
    return info.error();
  }
  const Result<std::span<const std::uint8_t>, KeyFileFault> seed = find_seed(**info);
  if (!seed) {
    return seed.error();
  }
  auto implementation = std::make_unique<Implementation>(Implementation{
      crypto,
      Key(EVP_PKEY_new_raw_private_key_ex(crypto.library().context(), "ED25519", nullptr, seed->data(), seed->size())),
      {}});
  PublicKeyBytes& public_key = implementation->public_key;
  std::size_t size = public_key.bytes.size();
  require(implementation->key &&
          EVP_PKEY_get_raw_public_key(implementation->key.get(), public_key.bytes.data(), &size) == 1 &&
          size == public_key.bytes.size());
  return SigningKey(std::move(implementation));
}

const PublicKeyBytes& SigningKey::public_key() const noexcept {
  return implementation_->public_key;
}

Signature SigningKey::sign(const Sha256Digest& digest) const {
  const ErrorQueueGuard guard;
  const DigestContext context(EVP_MD_CTX_new());
  Signature signature;
  std::size_t size = signature.bytes.size();
  require(context &&
          EVP_DigestSignInit_ex(context.get(), nullptr, nullptr, implementation_->crypto.library().context(), nullptr,
                                implementation_->key.get(), nullptr) == 1 &&
          EVP_DigestSign(context.get(), signature.bytes.data(), &size, digest.bytes.data(), digest.bytes.size()) == 1 &&
          size == signature.bytes.size());
  return signature;
}

Result<PublicKeyBytes, KeyFileFault> read_public_key(std::string_view pem) {
  const Result<PemBlock, KeyFileFault> block = read_pem(pem);
  if (!block) {
    return block.error();
  }
  if (block->label != "PUBLIC KEY") {
    return describe_label(block->label);
  }
  const std::span<const std::uint8_t> der = block->bytes.bytes();
  PublicKeyBytes key;
  if (der.size() != public_key_prefix.size() + key.bytes.size() ||
      !std::equal(public_key_prefix.begin(), public_key_prefix.end(), der.begin())) {
    return KeyFileFault::other_algorithm;
  }
  std::copy(der.end() - static_cast<std::ptrdiff_t>(key.bytes.size()), der.end(), key.bytes.begin());
  return key;
}

}  // namespace pith::crypto
