#include "fuzz/support/merge_faults.h"

#include <string_view>

namespace pith::fuzz {
namespace {

using tests::Draft;
using tests::Members;
using tests::quote;
using tests::write_array;
using tests::write_object;

std::string id_of(std::string_view text) {
  return "sha256:" + to_hex(tests::crypto().sha256(text));
}

/// SPEC 4.5, `malformed`.
void add_malformed(std::vector<Fault>& faults) {
  for (const char* const member : {"event_type", "subject_pith_number", "target", "created_at", "schema_version",
                                   "payload", "supersedes", "prev_event", "signer"}) {
    for (const char* const json : {"", "1"}) {
      if (std::string_view(member) != "signer" || *json != '\0') {
        faults.push_back([=](Draft& draft) { draft.set(member, json); });
      }
    }
  }
  for (const char* const member : {"signer_id", "signer_type", "key_id", "public_key_fingerprint"}) {
    for (const char* const json : {"", "[]"}) {
      faults.push_back([=](Draft& draft) { draft.set_signer(member, json); });
    }
  }
  for (const char* const text : {"2026-02-29T00:00:00Z", "2026-07-01T00:00:60Z", "2026-07-01T00:00:00.0000000000Z",
                                 "2026-07-01 00:00:00Z", "0000-01-01T00:00:00Z"}) {
    faults.push_back([=](Draft& draft) { draft.at(text); });
  }
  const std::string id = id_of("absent 0");
  for (const std::string& no_id : {id.substr(7), id + "0", "SHA256:" + id.substr(7), std::string()}) {
    faults.push_back([=](Draft& draft) { draft.set("prev_event", quote(no_id)); });
    faults.push_back([=](Draft& draft) { draft.set("supersedes", write_array({quote(no_id)})); });
  }
  faults.push_back([=](Draft& draft) { draft.set("supersedes", write_array({quote(id), quote(id)})); });
}

/// SPEC 4.5, `limit_exceeded`: one more than is allowed, and then exactly as many.
void add_limits(std::vector<Fault>& faults) {
  for (const std::size_t count : {std::size_t{65}, std::size_t{64}}) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < count; ++i) {
      ids.push_back(quote(id_of("absent " + std::to_string(i))));
    }
    faults.push_back([many = write_array(ids)](Draft& draft) { draft.set("supersedes", many); });
    const std::size_t depth = count - 7;  // 58 containers inside the content, or 57
    const std::string deep = std::string(depth, '[') + std::string(depth, ']');
    faults.push_back([=](Draft& draft) { draft.set("extra", deep); });
  }
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

std::string with_first_digit_changed(std::string digits) {
  digits[0] = digits[0] == '0' ? '1' : '0';
  return digits;
}

}  // namespace

const std::string& SignatureTable::sign(const tests::Signer& signer, const Sha256Digest& digest) {
  const std::size_t number = digest.bytes[0] + std::size_t{256} * digest.bytes[1];
  Slot& slot = slots_[number % slots_.size()];
  if (slot.signer != &signer || slot.digest != digest) {
    slot = {&signer, digest, signer.sign(digest)};
  }
  return slot.signature_b64;
}

std::vector<Fault> content_faults(const tests::World& world) {
  std::vector<Fault> faults;
  add_malformed(faults);
  add_limits(faults);
  const auto add_member = [&](const char* member, const std::string& text) {
    faults.push_back([=](Draft& draft) { draft.set(member, quote(text)); });
  };
  const auto add_signer_member = [&](const char* member, const std::string& text) {
    faults.push_back([=](Draft& draft) { draft.set_signer(member, quote(text)); });
  };
  add_member("schema_version", "1.1");
  const tests::Record other("9999.99999");
  add_member("subject_pith_number", other.pith_number);
  add_member("subject_pith_number", "");
  add_signer_member("key_id", world.stranger.key_id);
  add_signer_member("public_key_fingerprint", world.stranger.fingerprint());
  for (const tests::Signer* const signer : {&world.alice, &world.bob, &world.carol, &world.registry}) {
    add_signer_member("signer_id", signer->signer_id);
    add_signer_member("signer_type", signer->signer_type);
  }
  add_signer_member("signer_type", "editor");
  add_member("created_at", "2026-07-05T00:00:00.0Z");  // the first instant at which the retired key is expired
  add_member("event_type", "record_created");          // by any signer, with a payload that has no record
  const auto add_record = [&](const std::string& payload) {
    faults.push_back([=](Draft& draft) { draft.type("record_created").payload(payload); });
  };
  add_record(other.payload(world.registry));
  add_record(
      write_object({{"canonical_record", world.record.json}, {"canonical_sha256", quote(to_hex(other.digest))}}));
  return faults;
}

std::vector<Fault> envelopes(const tests::World& world, SignatureTable& signatures) {
  std::vector<Fault> changes = {
      [](Draft&) {},
      [](Draft& draft) { draft.set_signature("signed_at", ""); },
      [](Draft& draft) { draft.set_signature("signed_at", R"([1.50,{"\uFB33":"\/"}])"); },
      [](Draft& draft) { draft.set_signature("extra", "0.0e0"); },
      [](Draft& draft) { draft.set_signature("__proto__", nested(15)).set_signature(std::string(1, '\0'), "{}"); },
      // All that follow are wrong. The first is out of bounds, and the second is not signed at all.
      [](Draft& draft) { draft.set_signature("__proto__", nested(16)); },
      [](Draft& draft) {
        draft.set_envelope("signature", "").set_envelope("content_sha256", "").set_envelope("event_id", "");
      },
      [](Draft& draft) {
        draft.set_envelope("content_sha256", quote(with_first_digit_changed(to_hex(draft.digest()))));
      },
      [](Draft& draft) {
        draft.set_envelope("event_id", quote("sha256:" + with_first_digit_changed(to_hex(draft.digest()))));
      },
      [](Draft& draft) { draft.set_envelope("event_id", quote(to_hex(draft.digest()))); },
      [&signatures](Draft& draft) {  // over another digest
        draft.set_signature("signature_b64", quote(signatures.sign(draft.signer(), Sha256Digest{})));
      },
  };
  for (const char* const member : {"signature", "content_sha256", "event_id"}) {
    for (const char* const json : {"", "null", "\"\"", "[]"}) {
      changes.push_back([=](Draft& draft) { draft.set_envelope(member, json); });
    }
  }
  for (const char* const member :
       {"signature_status", "algorithm", "signed_message", "key_id", "public_key_fingerprint", "signature_b64"}) {
    for (const char* const json : {"", "null", "\"alice-key\""}) {
      changes.push_back([=](Draft& draft) { draft.set_signature(member, json); });
    }
  }
  for (const tests::Signer* const signer : {&world.stranger, &world.alice_again, &world.registry}) {  // the wrong key
    changes.push_back([signer, &signatures](Draft& draft) {
      draft.set_signature("signature_b64", quote(signatures.sign(*signer, draft.digest())));
    });
    changes.push_back([signer, &signatures](Draft& draft) {
      draft.set_signature("signature_b64", quote(signatures.sign(*signer, draft.digest())))
          .set_signature("key_id", quote(signer->key_id))
          .set_signature("public_key_fingerprint", quote(signer->fingerprint()));
    });
  }
  return changes;
}

std::vector<std::string> record_payloads(const tests::World& world) {
  const tests::Record& record = world.record;
  const auto with = [&](const Members& receipt) { return record.payload_with_receipt(write_object(receipt)); };
  std::vector<std::string> payloads = {record.payload(world.registry), record.payload(world.other_registry),
                                       record.payload_with_receipt(std::nullopt)};
  // All receipts that follow are bad.
  for (const char* const json : {"null", "[]", "{}"}) {
    payloads.push_back(record.payload_with_receipt(json));
  }
  for (const tests::Signer* const signer : {&world.alice, &world.typed, &world.stranger}) {
    payloads.push_back(record.payload(*signer));
  }
  for (const char* const member : {"signature_status", "algorithm", "signed_message", "canonical_sha256", "key_id",
                                   "public_key_fingerprint", "signature_b64"}) {
    Members receipt = record.receipt(world.registry);
    receipt[member] = quote("other");
    payloads.push_back(with(receipt));
    receipt.erase(member);
    payloads.push_back(with(receipt));
  }
  Members receipt = record.receipt(world.registry);
  receipt["signature_b64"] = quote(world.registry.sign(Sha256Digest{}));
  payloads.push_back(with(receipt));
  return payloads;
}

}  // namespace pith::fuzz
