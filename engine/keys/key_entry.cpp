// SPEC 3.1, 3.6: one key entry, and whether its fields agree. Its tests are tests/keyring_test.cpp and the vectors in
// tests/vectors/keyring.

#include "engine/keys/key_entry.h"

#include <algorithm>
#include <span>
#include <utility>

#include "canon/encoding.h"

namespace pith::engine {
namespace {

// SPEC 3.1: the fingerprint is the first 128 bits of SHA-256 over the key.
constexpr std::size_t fingerprint_digits = 32;
constexpr std::size_t base32_fingerprint_characters = 26;

KeyFault refuse(std::string explanation) {
  return {std::move(explanation)};
}

/// A member that may be left out, or null, and otherwise must be a string.
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

/// The 32 bytes of a key as characters.
std::string_view as_text(const crypto::PublicKeyBytes& key) {
  return {reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()};
}

std::string_view explain(crypto::PublicKeyFault fault) {
  switch (fault) {
    case crypto::PublicKeyFault::not_canonical:
      return "the public key's encoding is not canonical";
    case crypto::PublicKeyFault::not_on_curve:
      return "the public key is not a point on the curve";
    case crypto::PublicKeyFault::small_order:
      return "the public key has small order: anyone can forge its signatures";
    case crypto::PublicKeyFault::none:
      break;
  }
  return {};
}

// SPEC 3.1: these must agree with the key if they are present.
Result<void, KeyFault> check_derived_fields(canon::Value value, const KeyEntry& entry, const Sha256Digest& digest) {
  struct DerivedField {
    std::string_view name;
    std::string expected;
  };
  const DerivedField fields[] = {
      {"public_key_hex", canon::encode_hex(entry.public_key.bytes)},
      {"fingerprint_sha256_hex", entry.fingerprint},
      {"fingerprint_sha256_b32_first128bits",
       canon::encode_base32(digest.bytes).substr(0, base32_fingerprint_characters)},
  };
  for (const DerivedField& field : fields) {
    const OptionalString stated = find_optional_string(value, field.name);
    if (stated.is_other_type || (stated.text && *stated.text != field.expected)) {
      return refuse(std::string(field.name) + " does not match public_key_b64");
    }
  }
  return {};
}

// SPEC 3.3: an entry may bind the key to a `signer_id`, a `signer_type`, both or neither.
Result<void, KeyFault> read_binding(canon::Value value, KeyEntry& entry) {
  OptionalString signer_id = find_optional_string(value, "signer_id");
  OptionalString signer_type = find_optional_string(value, "signer_type");
  if (signer_id.is_other_type || signer_type.is_other_type) {
    return refuse("signer_id and signer_type must be strings if they are given");
  }
  entry.signer_id = std::move(signer_id.text);
  entry.signer_type = std::move(signer_type.text);
  return {};
}

// SPEC 3.6: a `rotates_at` that is not an instant is refused.
Result<void, KeyFault> read_rotation(canon::Value value, KeyEntry& entry) {
  const OptionalString rotates_at = find_optional_string(value, "rotates_at");
  if (rotates_at.text) {
    if (const std::optional<canon::Instant> instant = canon::parse_instant(*rotates_at.text)) {
      entry.rotates_at = Rotation{*rotates_at.text, *instant};
    }
  }
  if (rotates_at.is_other_type || (rotates_at.text && !entry.rotates_at)) {
    return refuse("rotates_at must be an instant, such as 2030-01-01T00:00:00Z");
  }
  return {};
}

/// Fills one optional field from two entries; false if both have it and differ.
template <class Field>
bool fill_field(std::optional<Field>& into, const std::optional<Field>& from) {
  if (!into) {
    into = from;
  }
  return !from || *into == *from;
}

// SPEC 3.6: one instant in two spellings is not a difference; the spelling that comes first as bytes is kept.
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

Result<KeyEntry, KeyFault> parse_key_entry(const Crypto& crypto, canon::Value value, EntrySource source) {
  if (!value.is_object()) {
    return refuse("a key entry must be an object");
  }
  // SPEC 3.1: the strings `key_id`, `algorithm` (`ed25519`) and `public_key_b64`.
  const std::optional<std::string_view> key_id = value.find_string("key_id");
  const std::optional<std::string_view> algorithm = value.find_string("algorithm");
  const std::optional<std::string_view> encoded = value.find_string("public_key_b64");
  if (!key_id || !algorithm || !encoded) {
    return refuse("a key entry needs the strings key_id, algorithm and public_key_b64");
  }
  if (*algorithm != "ed25519") {
    return refuse("the algorithm is not ed25519");
  }
  if (key_id->size() > key_id_size_bytes_max) {
    return refuse("the key_id is larger than 1,024 bytes");
  }
  KeyEntry entry;
  entry.key_id = *key_id;
  if (!canon::decode_base64(*encoded, entry.public_key.bytes)) {
    return refuse("public_key_b64 must be 32 bytes in strict base64");
  }
  const Sha256Digest digest = crypto.sha256(as_text(entry.public_key));
  entry.fingerprint = to_hex(digest).substr(0, fingerprint_digits);
  if (const Result<void, KeyFault> checked = check_derived_fields(value, entry, digest); !checked) {
    return checked.error();
  }
  // SPEC 3.5: a bundle's key is bound to nothing and does not expire. Its `signer_id`, `signer_type` and `rotates_at`
  // are not read, whatever their value.
  if (source == EntrySource::bundle) {
    return entry;
  }
  if (const Result<void, KeyFault> read = read_binding(value, entry); !read) {
    return read.error();
  }
  if (const Result<void, KeyFault> read = read_rotation(value, entry); !read) {
    return read.error();
  }
  return entry;
}

Result<void, KeyFault> check_point(const KeyEntry& entry) {
  const crypto::PublicKeyFault fault = crypto::check_public_key(entry.public_key);
  if (fault != crypto::PublicKeyFault::none) {
    return refuse(std::string(explain(fault)));
  }
  return {};
}

bool fill(KeyEntry& into, const KeyEntry& from) {
  return into.public_key == from.public_key && fill_field(into.signer_id, from.signer_id) &&
         fill_field(into.signer_type, from.signer_type) && fill_rotation(into.rotates_at, from.rotates_at);
}

}  // namespace pith::engine
