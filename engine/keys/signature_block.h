#ifndef PITH_ENGINE_KEYS_SIGNATURE_BLOCK_H
#define PITH_ENGINE_KEYS_SIGNATURE_BLOCK_H

#include <optional>
#include <string_view>

#include "canon/document.h"
#include "crypto/ed25519.h"

namespace pith::engine {

/// What an event's `signature`, a receipt and a `bundle_signature` have in common.
struct SignatureBlock {
  std::string_view key_id;
  std::string_view public_key_fingerprint;
  crypto::Signature signature;
};

/// SPEC 4.6, 4.8, 9.3: reads such a block. std::nullopt unless `signature_status` is `signed_v1`, `algorithm` is
/// `ed25519`, `signed_message` is the given one, `key_id` and `public_key_fingerprint` are strings, and `signature_b64`
/// is strict base64 of 64 bytes. Other members may be anything. Pure.
std::optional<SignatureBlock> parse_signature_block(canon::Value value, std::string_view signed_message);

}  // namespace pith::engine

#endif
