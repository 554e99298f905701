#include "engine/keys/signature_block.h"

#include <optional>

#include "canon/encoding.h"

namespace pith::engine {

// SPEC 4.2: the members that are checked, in the order in which a fault is reported.
Result<SignatureBlock, MemberFault> parse_signature_block(canon::Value value, std::string_view signed_message) {
  if (!value.is_object()) {
    return MemberFault{ReasonDetail::not_an_object, ""};
  }
  if (value.find_string("signature_status") != "signed_v1") {
    return fault_of(value, "signature_status");
  }
  if (value.find_string("algorithm") != "ed25519") {
    return fault_of(value, "algorithm");
  }
  if (value.find_string("signed_message") != signed_message) {
    return fault_of(value, "signed_message");
  }
  const std::optional<std::string_view> key_id = value.find_string("key_id");
  if (!key_id) {
    return fault_of(value, "key_id");
  }
  const std::optional<std::string_view> fingerprint = value.find_string("public_key_fingerprint");
  if (!fingerprint) {
    return fault_of(value, "public_key_fingerprint");
  }
  const std::optional<std::string_view> encoded = value.find_string("signature_b64");
  if (!encoded) {
    return fault_of(value, "signature_b64");
  }
  SignatureBlock block{*key_id, *fingerprint, {}};
  if (!canon::decode_base64(*encoded, block.signature.bytes)) {
    const bool is_strict = canon::is_base64(*encoded);
    return MemberFault{is_strict ? ReasonDetail::wrong_length : ReasonDetail::loose_base64, "signature_b64"};
  }
  return block;
}

// SPEC 4.6: out of bounds is what is nested deeper than 16 containers, or is larger than 65,536 bytes in canonical
// form.
Result<SignatureBlock, MemberFault> parse_bounded_signature_block(canon::Value value, std::string_view canonical,
                                                                  std::string_view signed_message) {
  if (value.height() > signature_depth_max) {
    return MemberFault{ReasonDetail::too_deep, ""};
  }
  if (canonical.size() > signature_size_bytes_max) {
    return MemberFault{ReasonDetail::too_large, ""};
  }
  return parse_signature_block(value, signed_message);
}

}  // namespace pith::engine
