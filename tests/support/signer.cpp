#include "tests/support/signer.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace pith::tests {
namespace {

void require(bool condition) {
  if (!condition) {
    throw std::runtime_error("OpenSSL failed in a test");
  }
}

/// The tests have a library context of their own, so that they can sign whatever a configuration file does to the
/// default one.
OSSL_LIB_CTX* library_context() {
  static OSSL_LIB_CTX* const context = OSSL_LIB_CTX_new();
  require(context != nullptr);
  return context;
}

std::string_view as_text(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

const Crypto& crypto() {
  static const Crypto instance;
  return instance;
}

std::string encode_base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

struct Signer::Implementation {
  EVP_PKEY* key = nullptr;
  ~Implementation() { EVP_PKEY_free(key); }
};

Signer::Signer(std::uint8_t seed, std::string id, std::string signs_as, std::string type)
    : key_id(std::move(id)),
      signer_id(std::move(signs_as)),
      signer_type(std::move(type)),
      implementation_(std::make_unique<Implementation>()) {
  std::array<unsigned char, 32> private_key;
  private_key.fill(seed);
  implementation_->key =
      EVP_PKEY_new_raw_private_key_ex(library_context(), "ED25519", nullptr, private_key.data(), private_key.size());
  require(implementation_->key != nullptr);
  std::array<unsigned char, 32> public_key;
  std::size_t size = public_key.size();
  require(EVP_PKEY_get_raw_public_key(implementation_->key, public_key.data(), &size) == 1);
  const std::string_view bytes = as_text(public_key.data(), size);
  public_key_b64_ = encode_base64(bytes);
  fingerprint_ = to_hex(crypto().sha256(bytes)).substr(0, 32);
}

Signer::~Signer() = default;
Signer::Signer(Signer&&) noexcept = default;

std::string Signer::sign(const Sha256Digest& digest) const {
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  require(context != nullptr);
  std::array<unsigned char, 64> signature;
  std::size_t size = signature.size();
  const bool ok = EVP_DigestSignInit_ex(context, nullptr, nullptr, library_context(), nullptr, implementation_->key,
                                        nullptr) == 1 &&
                  EVP_DigestSign(context, signature.data(), &size, digest.bytes.data(), digest.bytes.size()) == 1;
  EVP_MD_CTX_free(context);
  require(ok);
  return encode_base64(as_text(signature.data(), size));
}

std::string Signer::key_entry(const std::optional<std::string>& bound_id, const std::optional<std::string>& bound_type,
                              const std::optional<std::string>& rotates_at) const {
  std::string entry =
      R"({"key_id":")" + key_id + R"(","algorithm":"ed25519","public_key_b64":")" + public_key_b64_ + '"';
  const auto add = [&](const char* name, const std::optional<std::string>& text) {
    if (text) {
      entry += std::string(",\"") + name + "\":\"" + *text + '"';
    }
  };
  add("signer_id", bound_id);
  add("signer_type", bound_type);
  add("rotates_at", rotates_at);
  return entry + "}";
}

}  // namespace pith::tests
