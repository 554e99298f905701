#include "bench/support/floor.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <cstdlib>
#include <optional>

#include "bench/support/input.h"
#include "canon/encoding.h"
#include "canon/parse.h"
#include "canon/write.h"
#include "crypto/library.h"
#include "engine/keys/key_table.h"

namespace pith::bench {
namespace {

constexpr std::array<std::string_view, 3> envelope_members = {"content_sha256", "event_id", "signature"};
constexpr std::array<std::string_view, 1> bundle_envelope = {"bundle_signature"};
constexpr std::array<std::string_view, 1> state_envelope = {"state_sha256"};

/// `signature` is over the hash of `signed_text`.
SignedDigest read_signature(std::string_view signed_text, canon::Value signature) {
  SignedDigest item;
  item.digest = crypto().sha256(signed_text).bytes;
  canon::decode_base64(*signature.find_string("signature_b64"), item.signature);
  return item;
}

}  // namespace

BundleWork work_of(std::string_view bundle_json) {
  const Result<canon::Document> document = canon::parse(bundle_json);
  const canon::CanonicalText text(*document);
  const canon::Value bundle = document->root();
  const std::string record(text.of(*bundle.find("canonical_record")));
  BundleWork work;
  work.texts.push_back(record);
  for (const canon::Value event : canon::Elements(*bundle.find("events"))) {
    work.texts.push_back(canon::join(text.without(event, envelope_members)));
    work.signatures.push_back(read_signature(work.texts.back(), *event.find("signature")));
    if (const std::optional<canon::Value> receipt = event.find("payload")->find("receipt")) {
      work.signatures.push_back(read_signature(record, *receipt));
    }
  }
  work.texts.push_back(canon::join(text.without(*bundle.find("state"), state_envelope)));
  work.texts.push_back(canon::join(text.without(bundle, bundle_envelope)));
  work.signatures.push_back(read_signature(work.texts.back(), *bundle.find("bundle_signature")));
  return work;
}

struct Floor::Implementation {
  std::unique_ptr<EVP_MD, crypto::Deleter<&EVP_MD_free>> sha256{EVP_MD_fetch(nullptr, "SHA2-256", nullptr)};
  std::array<std::uint8_t, 32> public_key = keyring().table()[0].entry.public_key.bytes;
  crypto::Key key{EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, public_key.data(), public_key.size())};
  crypto::DigestContext context{EVP_MD_CTX_new()};
};

Floor::Floor() : implementation_(std::make_unique<Implementation>()) {
  // OpenSSL 3.0 can verify again and again with one context that is ready. This is the least work possible.
  if (EVP_DigestVerifyInit_ex(implementation_->context.get(), nullptr, nullptr, nullptr, nullptr,
                              implementation_->key.get(), nullptr) != 1 ||
      sodium_init() < 0) {
    std::abort();
  }
}

Floor::~Floor() = default;

unsigned Floor::hash(std::string_view text) const {
  std::array<std::uint8_t, 32> digest;
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, implementation_->sha256.get(), nullptr);
  return digest[0];
}

bool Floor::verify_with_openssl(const SignedDigest& item) const {
  return EVP_DigestVerify(implementation_->context.get(), item.signature.data(), item.signature.size(),
                          item.digest.data(), item.digest.size()) == 1;
}

bool Floor::verify_with_libsodium(const SignedDigest& item) const {
  return crypto_sign_verify_detached(item.signature.data(), item.digest.data(), item.digest.size(),
                                     implementation_->public_key.data()) == 0;
}

}  // namespace pith::bench
