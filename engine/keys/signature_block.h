#ifndef PITH_ENGINE_KEYS_SIGNATURE_BLOCK_H
#define PITH_ENGINE_KEYS_SIGNATURE_BLOCK_H

#include <cstddef>
#include <string_view>

#include "canon/document.h"
#include "crypto/ed25519.h"
#include "engine/member_fault.h"
#include "pith/result.h"

namespace pith::engine {

/// SPEC 4.6: the deepest `signature` or `bundle_signature`, including itself. Nobody signs these members, so anyone can
/// fill a copy with junk. Within this depth an authentic event still fits into a bundle in an array.
inline constexpr std::size_t signature_depth_max = 16;

/// SPEC 4.6: the largest one in canonical form. The longest `key_id` takes 6 KiB of it.
inline constexpr std::size_t signature_size_bytes_max = 65'536;

/// What an event's `signature`, a receipt and a `bundle_signature` have in common.
struct SignatureBlock {
  std::string_view key_id;
  std::string_view public_key_fingerprint;
  crypto::Signature signature;
};

/// SPEC 4.8: reads such a block. The first fault, in this order, unless `signature_status` is `signed_v1`, `algorithm`
/// is `ed25519`, `signed_message` is the given one, `key_id` and `public_key_fingerprint` are strings, and
/// `signature_b64` is strict base64 of 64 bytes. Other members may be anything. Pure.
Result<SignatureBlock, MemberFault> parse_signature_block(canon::Value value, std::string_view signed_message);

/// SPEC 4.6, 9.3: the same for a block that nothing signs: it is a fault, too, if it is out of bounds. Needs the
/// value's canonical form.
Result<SignatureBlock, MemberFault> parse_bounded_signature_block(canon::Value value, std::string_view canonical,
                                                                  std::string_view signed_message);

}  // namespace pith::engine

#endif
