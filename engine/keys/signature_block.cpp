#include "engine/keys/signature_block.h"

#include "canon/encoding.h"

namespace pith::engine {

std::optional<SignatureBlock> parse_signature_block(canon::Value value, std::string_view signed_message) {
  const std::optional<std::string_view> key_id = value.find_string("key_id");
  const std::optional<std::string_view> fingerprint = value.find_string("public_key_fingerprint");
  const std::optional<std::string_view> encoded = value.find_string("signature_b64");
  SignatureBlock block;
  if (value.find_string("signature_status") != "signed_v1" || value.find_string("algorithm") != "ed25519" ||
      value.find_string("signed_message") != signed_message || !key_id || !fingerprint || !encoded ||
      !canon::decode_base64(*encoded, block.signature.bytes)) {
    return std::nullopt;
  }
  block.key_id = *key_id;
  block.public_key_fingerprint = *fingerprint;
  return block;
}

// SPEC 4.6: out of bounds is what is nested deeper than 16 containers, or is larger than 65,536 bytes in canonical
// form.
std::optional<SignatureBlock> parse_bounded_signature_block(canon::Value value, std::string_view canonical,
                                                            std::string_view signed_message) {
  if (value.height() > signature_depth_max || canonical.size() > signature_size_bytes_max) {
    return std::nullopt;
  }
  return parse_signature_block(value, signed_message);
}

}  // namespace pith::engine
