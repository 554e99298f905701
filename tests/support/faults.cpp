#include "tests/support/faults.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

namespace pith::tests {
namespace {

struct Fault {
  std::string reason;
  std::function<void(Draft&)> make;
};

std::string nested_arrays(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

std::string too_many_ids() {
  std::vector<std::string> ids;
  for (int i = 0; i < 65; ++i) {
    ids.push_back(quote("sha256:" + to_hex(crypto().sha256(std::to_string(i)))));
  }
  return write_array(ids);
}

/// SPEC 4.1: a member is missing, or has another type or form.
Fault malformed(const World& world, Chance& chance) {
  static const std::vector<std::string> members = {"event_type", "subject_pith_number", "target",
                                                   "created_at", "schema_version",      "payload",
                                                   "supersedes", "prev_event"};
  static const std::vector<std::string> signer_members = {"signer_id", "signer_type", "key_id",
                                                          "public_key_fingerprint"};
  static const std::vector<std::string> no_instants = {"2026-02-29T00:00:00Z",
                                                       "2026-06-31T00:00:00Z",
                                                       "0000-01-01T00:00:00Z",
                                                       "2026-07-01T24:00:00Z",
                                                       "2026-07-01T00:60:00Z",
                                                       "2026-07-01T00:00:60Z",
                                                       "2026-07-01T00:00:00.Z",
                                                       "2026-07-01T00:00:00",
                                                       "2026-07-01 00:00:00Z",
                                                       "2026-07-01T00:00:00z",
                                                       "2026-07-01T00:00:00.0000000000Z",
                                                       "2026-13-01T00:00:00Z",
                                                       "2026-07-01T00:00:00+00:00"};
  const std::string id = "sha256:" + to_hex(crypto().sha256("x"));
  const std::vector<std::string> no_ids = {quote(id.substr(7)),
                                           quote(id + "0"),
                                           quote("SHA256:" + id.substr(7)),
                                           quote("sha256:" + std::string(64, 'A')),
                                           "\"\"",
                                           "1",
                                           "{}"};
  const std::string member = chance.pick(members);
  const std::string signer_member = chance.pick(signer_members);
  const std::string bad_value = chance.percent(50) ? "" : "1";
  const std::string no_id = chance.pick(no_ids);
  switch (chance.below(7)) {
    case 0:
      return {"malformed", [=](Draft& draft) { draft.set(member, bad_value); }};
    case 1:
      return {"malformed", [=](Draft& draft) { draft.set_signer(signer_member, bad_value); }};
    case 2:
      return {"malformed", [=, text = chance.pick(no_instants)](Draft& draft) { draft.at(text); }};
    case 3:
      return {"malformed", [=](Draft& draft) { draft.set("prev_event", no_id); }};
    case 4:
      return {"malformed", [=](Draft& draft) { draft.set("supersedes", "[" + quote(id) + "," + no_id + "]"); }};
    case 5:
      return {"malformed", [=](Draft& draft) { draft.set("supersedes", write_array({quote(id), quote(id)})); }};
    default:
      return {"malformed", [&world](Draft& draft) { draft.set("signer", quote(world.alice.signer_id)); }};
  }
}

/// One fault for each reason, in the order of SPEC 4.5.
std::vector<Fault> content_faults(const World& world, Chance& chance) {
  const bool flip = chance.percent(50);
  const bool other_flip = chance.percent(50);
  return {
      malformed(world, chance),
      {"limit_exceeded",
       [=](Draft& draft) {
         if (flip) {
           draft.set("supersedes", too_many_ids());
         } else {
           draft.set("extra", nested_arrays(58));
         }
       }},
      {"unsupported_schema_version", [=](Draft& draft) { draft.set("schema_version", quote(flip ? "1.1" : "1")); }},
      {"subject_mismatch",
       [=](Draft& draft) {
         draft.set("subject_pith_number", quote(flip ? Record("9999.99999").pith_number : "pith:2021:"));
       }},
      {"unknown_key",
       [=, &world](Draft& draft) {
         if (flip) {
           draft.set_signer("key_id", quote(world.stranger.key_id));
         } else {
           draft.set_signer("public_key_fingerprint", quote(world.stranger.fingerprint()));
         }
       }},
      {"signer_mismatch",
       [=](Draft& draft) {
         // Either the key is bound to another value of the member, or it is unbound and may not claim this value.
         const bool is_bob = draft.signer().signer_id == "bob";
         const bool is_registry = draft.signer().signer_type == "pith_registry";
         if (flip) {
           draft.set_signer("signer_id", quote(is_bob ? "alice" : "bob"));
         } else {
           draft.set_signer("signer_type", quote(is_registry ? "author" : "pith_registry"));
         }
       }},
      {"key_expired", [=](Draft& draft) { draft.at(other_flip ? "2027-01-01T00:00:00Z" : "2026-07-05T00:00:00.0Z"); }},
      {"not_authorised",
       [&world](Draft& draft) { draft.type("record_created").payload(world.record.payload(world.registry)); }},
      {"record_mismatch",
       [=, &world](Draft& draft) {
         const Record other("9999.99999");
         const Members halves = {{"canonical_record", world.record.json},
                                 {"canonical_sha256", quote(to_hex(other_flip ? other.digest : Sha256Digest{}))}};
         draft.type("record_created").payload(flip ? other.payload(world.registry) : write_object(halves));
       }},
  };
}

/// Whether an event by that signer can have the fault.
bool can_have(const World& world, const Signer& signer, const std::string& reason) {
  const bool is_registry = signer.signer_type == world.registry.signer_type;
  if (reason == "key_expired") {
    const std::vector<const Signer*> rotating = world.rotating();
    return std::find(rotating.begin(), rotating.end(), &signer) != rotating.end();
  }
  return reason == "not_authorised" ? !is_registry : reason != "record_mismatch" || is_registry;
}

std::string with_first_bit_flipped(std::string digits) {
  digits[0] = static_cast<char>(digits[0] == '0' ? '1' : '0');
  return digits;
}

/// In the last base64 digit of 64 bytes only the upper two bits count. Setting a lower one leaves stray bits.
std::string with_stray_bits(std::string signature_b64) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char& last = signature_b64[signature_b64.size() - 3];
  last = digits[digits.find(last) + 1];
  return signature_b64;
}

}  // namespace

std::string with_larger_s(const std::string& signature_b64) {
  constexpr std::array<unsigned, 32> order = {0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7,
                                              0xA2, 0xDE, 0xF9, 0xDE, 0x14, 0,    0,    0,    0,    0,    0,
                                              0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
  std::array<unsigned char, 66> bytes{};
  EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(signature_b64.data()),
                  static_cast<int>(signature_b64.size()));
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += bytes[32 + i] + order[i];
    bytes[32 + i] = static_cast<unsigned char>(carry & 0xFF);
    carry >>= 8;
  }
  return encode_base64({reinterpret_cast<const char*>(bytes.data()), 64});
}

Faulty with_faulty_content(const World& world, const Draft& sound, Chance& chance, std::string_view reason) {
  std::vector<Fault> faults = content_faults(world, chance);
  std::erase_if(faults, [&](const Fault& fault) { return !can_have(world, sound.signer(), fault.reason); });
  std::size_t first = chance.below(faults.size());
  for (std::size_t i = 0; i < faults.size(); ++i) {
    first = faults[i].reason == reason ? i : first;
  }
  Faulty faulty{sound, faults[first].reason};
  if (chance.percent(30)) {  // a later check fails as well; this fault is made first, so that it cannot undo the other
    faults[first + chance.below(faults.size() - first)].make(faulty.draft);
  }
  faults[first].make(faulty.draft);
  return faulty;
}

Faulty with_faulty_envelope(const World& world, const Draft& sound, Chance& chance) {
  const Sha256Digest digest = sound.digest();
  const std::string other = to_hex(crypto().sha256("other"));
  const std::string signature = sound.signer().sign(digest);
  const std::vector<std::string> bad_hashes = {"", "null", quote(other), quote(with_first_bit_flipped(to_hex(digest))),
                                               quote("sha256:" + to_hex(digest))};
  const std::vector<std::string> bad_ids = {"", "null", quote("sha256:" + other), quote(to_hex(digest)),
                                            quote("sha256:" + with_first_bit_flipped(to_hex(digest)))};
  const std::vector<std::string> bad_signatures = {
      quote(world.stranger.sign(digest)),                       // by another key
      quote(world.alice_again.sign(crypto().sha256("other"))),  // over another digest
      quote(with_larger_s(signature)),                          // S + L
      quote(signature + "\n"),                                  // base64 with white space
      quote(signature.substr(0, signature.size() - 2)),         // base64 without padding
      quote(with_stray_bits(signature)),                        // base64 with stray bits
      quote(encode_base64(std::string(64, '\0'))),
      "\"\"",
      "null",
      "",
  };
  static const std::vector<std::string> members = {"signature_status", "algorithm", "signed_message", "key_id",
                                                   "public_key_fingerprint"};
  Draft draft = sound;
  const std::size_t kind = chance.below(16);
  if (kind < 9) {  // the later checks may fail as well
    if (chance.percent(30)) {
      draft.set_signature("signature_b64", chance.pick(bad_signatures));
    }
    if (kind < 4 || kind == 8) {
      draft.set_envelope("event_id", chance.pick(bad_ids));
    }
    if (kind >= 4) {
      draft.set_envelope("content_sha256", chance.pick(bad_hashes));
    }
    return {draft, kind < 4 ? "event_id_mismatch" : "content_hash_mismatch"};
  }
  if (kind == 9) {
    draft.set_envelope("signature", chance.pick(std::vector<std::string>{"", "null", "[]", "0"}));
  } else if (kind < 13) {
    // One draw in one statement: compilers evaluate arguments in different orders.
    const std::string value = chance.pick(std::vector<std::string>{"", "null", "\"other\"", "\"stranger-key\""});
    draft.set_signature(chance.pick(members), value);
  } else if (kind < 15) {
    draft.set_signature("signature_b64", chance.pick(bad_signatures));
  } else {  // out of bounds
    draft.set_signature("other", chance.percent(80) ? nested_arrays(16) : quote(std::string(65'600, 'x')));
  }
  return {draft, "bad_signature"};
}

}  // namespace pith::tests
