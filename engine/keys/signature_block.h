#ifndef PITH_ENGINE_KEYS_SIGNATURE_BLOCK_H
#define PITH_ENGINE_KEYS_SIGNATURE_BLOCK_H

#include <optional>
#include <string_view>

#include "canon/document.h"
#include "crypto/ed25519.h"

namespace pith::engine {

/// The members that an event's `signature`, a receipt and a `bundle_signature` have in common.
struct SignatureBlock {
  std::string_view key_id;
  std::string_view public_key_fingerprint;
  crypto::Signature signature;
};

/// SPEC 4.6, 4.8, 9.3: `signed_v1`, `ed25519`, the given `signed_message`, the strings `key_id` and
/// `public_key_fingerprint`, and `signature_b64` in strict base64. Nothing where one is missing or
/// otherwise. Other members may be anything.
std::optional<SignatureBlock> parse_signature_block(canon::Value value, std::string_view signed_message);

}  // namespace pith::engine

#endif
