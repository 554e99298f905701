#include "engine/keys/key_entry.h"

#include <algorithm>
#include <span>

#include "canon/encoding.h"

namespace pith::engine {
namespace {

constexpr std::size_t fingerprint_digits = 32;
constexpr std::size_t base32_fingerprint_characters = 26;

/// A member that may be left out, or null, and otherwise is a string.
struct OptionalString {
  bool is_other_type = false;
  std::optional<std::string> text;
};

OptionalString find_optional_string(canon::Value object, std::string_view name) {
  const std::optional<canon::Value> value = object.find(name);
  if (!value || value->is_null()) {
    return {};
  }
  if (!value->is_string()) {
    return {true, std::nullopt};
  }
  return {false, std::string(value->text())};
}

std::string_view explain(crypto::PublicKeyFault fault) {
  switch (fault) {
    case crypto::PublicKeyFault::not_canonical:
      return "the public key's encoding is not canonical";
    case crypto::PublicKeyFault::not_on_curve:
      return "the public key is no point of the curve";
    case crypto::PublicKeyFault::small_order:
      return "the public key has small order: anyone can sign under it";
    case crypto::PublicKeyFault::none:
      break;
  }
  return {};
}

/// Fills one optional field from two entries; false where both have it and differ.
template <class Field>
bool fill_field(std::optional<Field>& into, const std::optional<Field>& from) {
  if (!into) {
    into = from;
  }
  return !from || *into == *from;
}

/// One instant in two spellings is no difference; the spelling that is less as bytes stays, whichever
/// entry came first.
bool fill_rotation(std::optional<Rotation>& into, const std::optional<Rotation>& from) {
  if (!into) {
    into = from;
  }
  if (from && into->instant == from->instant) {
    into->text = std::min(into->text, from->text);
  }
  return !from || into->instant == from->instant;
}

}  // namespace

ParsedKeyEntry parse_key_entry(const Crypto& crypto, canon::Value value, EntryBinding binding) {
  const auto refuse = [](std::string_view fault) { return ParsedKeyEntry{std::nullopt, std::string(fault)}; };
  if (!value.is_object()) {
    return refuse("a key entry is an object");
  }
  const std::optional<std::string_view> key_id = value.find_string("key_id");
  const std::optional<std::string_view> algorithm = value.find_string("algorithm");
  const std::optional<std::string_view> encoded = value.find_string("public_key_b64");
  if (!key_id || !algorithm || !encoded) {
    return refuse("a key entry needs the strings key_id, algorithm and public_key_b64");
  }
  if (*algorithm != "ed25519") {
    return refuse("the algorithm is not ed25519");
  }
  KeyEntry entry;
  entry.key_id = *key_id;
  if (!canon::decode_base64(*encoded, entry.public_key.bytes)) {
    return refuse("public_key_b64 is not the strict base64 of 32 bytes");
  }
  const std::span<const std::uint8_t> key_bytes = entry.public_key.bytes;
  const Sha256Digest digest = crypto.sha256(
      {reinterpret_cast<const char*>(key_bytes.data()), key_bytes.size()});  // the same bytes as characters
  entry.fingerprint = to_hex(digest).substr(0, fingerprint_digits);

  struct DerivedField {
    std::string_view name;
    std::string expected;
  };
  const DerivedField derived_fields[] = {
      {"public_key_hex", canon::encode_hex(key_bytes)},
      {"fingerprint_sha256_hex", entry.fingerprint},
      {"fingerprint_sha256_b32_first128bits",
       canon::encode_base32(digest.bytes).substr(0, base32_fingerprint_characters)},
  };
  for (const DerivedField& field : derived_fields) {
    const OptionalString stated = find_optional_string(value, field.name);
    if (stated.is_other_type || (stated.text && *stated.text != field.expected)) {
      return refuse(std::string(field.name) + " does not belong to public_key_b64");
    }
  }

  const bool is_bound = binding == EntryBinding::read;
  const OptionalString signer_id = is_bound ? find_optional_string(value, "signer_id") : OptionalString();
  const OptionalString signer_type = is_bound ? find_optional_string(value, "signer_type") : OptionalString();
  if (signer_id.is_other_type || signer_type.is_other_type) {
    return refuse("signer_id and signer_type are strings where they are given");
  }
  entry.signer_id = signer_id.text;
  entry.signer_type = signer_type.text;

  const OptionalString rotates_at = find_optional_string(value, "rotates_at");
  if (rotates_at.text) {
    if (const std::optional<canon::Instant> instant = canon::parse_instant(*rotates_at.text)) {
      entry.rotates_at = Rotation{*rotates_at.text, *instant};
    }
  }
  if (rotates_at.is_other_type || (rotates_at.text && !entry.rotates_at)) {
    return refuse("rotates_at is no instant");
  }
  return {std::move(entry), {}};
}

ParsedKeyEntry check_point(ParsedKeyEntry parsed) {
  const crypto::PublicKeyFault fault =
      parsed.entry ? crypto::check_public_key(parsed.entry->public_key) : crypto::PublicKeyFault::none;
  return fault == crypto::PublicKeyFault::none ? std::move(parsed)
                                               : ParsedKeyEntry{std::nullopt, std::string(explain(fault))};
}

bool fill(KeyEntry& into, const KeyEntry& from) {
  return into.public_key == from.public_key && fill_field(into.signer_id, from.signer_id) &&
         fill_field(into.signer_type, from.signer_type) && fill_rotation(into.rotates_at, from.rotates_at);
}

}  // namespace pith::engine
