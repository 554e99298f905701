// SPEC 3.1 to 3.6: key entries and keyrings. An input is one or more keys documents, separated by the byte FF. They are
// added to a keyring one after the other.
//
// If all are accepted, each key must be found in the keyring, its keys written out must give an equal keyring, and the
// order and repetition of the documents must change nothing. Whether a document is accepted at all is decided a second
// time, from what the slow reference reads in it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "canon/instant.h"
#include "crypto/ed25519.h"
#include "engine/keys/key_table.h"
#include "fuzz/support/claim.h"
#include "fuzz/support/trust.h"
#include "pith/canonical.h"
#include "pith/keyring.h"
#include "tests/support/curve.h"
#include "tests/support/reference_event.h"

namespace pith::fuzz {
namespace {

namespace reference = tests::reference;

std::vector<std::string> split(std::string_view input) {
  std::vector<std::string> documents;
  while (true) {
    const std::size_t end = input.find('\xFF');
    documents.emplace_back(input.substr(0, end));
    if (end == std::string_view::npos) {
      return documents;
    }
    input.remove_prefix(end + 1);
  }
}

void append(std::string& text, const std::optional<std::string>& part) {
  text += part ? "+" + *part : "-";
  text += '\n';
}

std::string describe(const Keyring& keyring) {
  std::string text;
  for (const KeyInfo& key : keyring.keys()) {
    for (const std::optional<std::string>& part :
         {std::optional(key.key_id), std::optional(key.fingerprint), key.signer_id, key.signer_type, key.rotates_at}) {
      append(text, part);
    }
    text += name(key.origin);
    text += '\n';
  }
  return text;
}

/// SPEC 3.6: a member that is null counts as left out.
bool is_left_out(const reference::Json& entry, const std::string& member) {
  const reference::Json* const value = entry.find(member);
  return value == nullptr || value->kind == reference::Json::Kind::null;
}

/// SPEC 3.6, for the 32 bytes of a key.
bool is_sound_point(const std::string& key) {
  tests::Bytes32 y{};
  std::copy(key.begin(), key.end(), y.begin());
  y.back() &= 0x7F;
  const std::vector<tests::Bytes32>& small = tests::small_order_y();
  return tests::Number(y) < tests::prime() && std::find(small.begin(), small.end(), y) == small.end() &&
         tests::is_on_curve(tests::Number(y));
}

using KeyName = std::pair<std::string, std::string>;  // key_id and fingerprint

/// SPEC 3.1, 3.3 and 3.6, for one entry: the name of its key, or std::nullopt if the entry must be refused.
std::optional<KeyName> decide_entry(const reference::Json& entry) {
  const std::optional<std::string> key_id = entry.find_string("key_id");
  const std::string encoded = entry.find_string("public_key_b64").value_or("");
  const std::optional<std::string> key = reference::decode_base64(encoded);
  if (!key_id || key_id->size() > 1024 || entry.find_string("algorithm") != "ed25519" || !key || key->size() != 32) {
    return std::nullopt;
  }
  const std::string digest = reference::sha256(*key);
  const std::string fingerprint = reference::hex(digest).substr(0, 32);
  for (const auto& [member, expected] :
       {std::pair<const char*, std::string>("public_key_hex", reference::hex(*key)),
        {"fingerprint_sha256_hex", fingerprint},
        {"fingerprint_sha256_b32_first128bits", reference::base32(digest).substr(0, 26)}}) {
    if (!is_left_out(entry, member) && entry.find_string(member) != expected) {
      return std::nullopt;
    }
  }
  for (const char* const member : {"signer_id", "signer_type", "rotates_at"}) {
    if (!is_left_out(entry, member) && !entry.find_string(member)) {
      return std::nullopt;
    }
  }
  if (!is_left_out(entry, "rotates_at") && !reference::instant(*entry.find_string("rotates_at"))) {
    return std::nullopt;
  }
  return is_sound_point(*key) ? std::optional<KeyName>({*key_id, fingerprint}) : std::nullopt;
}

/// What an empty keyring must do with a document.
struct Decision {
  bool is_refused = true;
  bool has_key_twice = false;  ///< refused if the two differ, which is not decided here
  std::size_t key_count = 0;
};

Decision decide_document(const std::string& text) {
  const std::optional<reference::Json> document = reference::read(text);
  if (!document) {
    return {};
  }
  const reference::Json* const listed = document->find("public_keys");
  const reference::Json& keys = listed == nullptr ? *document : *listed;
  std::set<KeyName> names;
  const std::vector<reference::Json> entries =
      keys.kind == reference::Json::Kind::array ? keys.items : std::vector{*document};
  for (const reference::Json& entry : entries) {
    const std::optional<KeyName> name = decide_entry(entry);
    if (!name) {
      return {};
    }
    names.insert(*name);
  }
  return {false, names.size() < entries.size(), names.size()};
}

void check_decision(const std::string& document) {
  Keyring keyring(tests::crypto());
  const bool is_refused = !keyring.add(document).ok();
  const Decision decision = decide_document(document);
  if (decision.has_key_twice) {
    return;
  }
  claim(is_refused == decision.is_refused, "a document is accepted if each of its entries is sound, and only then");
  claim(keyring.keys().size() == decision.key_count, "each accepted entry is a key");
}

/// A key entry as JSON, made from what the keyring knows about it.
std::string write_entry(const engine::TrustedKey& key) {
  const auto& bytes = key.entry.public_key.bytes;
  tests::Members members = {
      {"key_id", tests::quote(key.entry.key_id)},
      {"algorithm", tests::quote("ed25519")},
      {"public_key_b64",
       tests::quote(tests::encode_base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()}))},
      {"fingerprint_sha256_hex", tests::quote(key.entry.fingerprint)},
      {"signer_id", key.entry.signer_id ? tests::quote(*key.entry.signer_id) : "null"},
      {"signer_type", key.entry.signer_type ? tests::quote(*key.entry.signer_type) : "null"},
      {"rotates_at", key.entry.rotates_at ? tests::quote(key.entry.rotates_at->text) : "null"}};
  return tests::write_object(members);
}

void check_key(const Keyring& keyring, const engine::TrustedKey& key) {
  const engine::KeyEntry& entry = key.entry;
  claim(keyring.table().find(entry.key_id, entry.fingerprint) == &key, "a key is found by its key_id and fingerprint");
  claim(keyring.table().find(entry.key_id + "x", entry.fingerprint) != &key, "a key is not found by another key_id");
  claim(crypto::check_public_key(entry.public_key) == crypto::PublicKeyFault::none, "a trusted key is a sound point");
  claim(key.verifying_key.bytes() == entry.public_key, "a key verifies with its own bytes");
  const std::string bytes(entry.public_key.bytes.begin(), entry.public_key.bytes.end());
  claim_equal(entry.fingerprint, reference::hex(reference::sha256(bytes)).substr(0, 32),
              "a fingerprint is the start of a hash");
  claim(!entry.signer_id || keyring.table().binds_signer_id(*entry.signer_id), "the signer_id of a bound key is known");
  claim(!entry.rotates_at || canon::parse_instant(entry.rotates_at->text) == entry.rotates_at->instant,
        "rotates_at is the instant that its text says");
  claim(key.is_registry_key() == (entry.signer_type == "pith_registry"),
        "a given key is a registry key if its entry says so, and only then");
}

void check_keyring(const Keyring& keyring) {
  std::string entries;
  std::string reversed;
  const engine::TrustedKey* previous = nullptr;
  for (const engine::TrustedKey* const trusted : keyring.table().keys()) {
    const engine::TrustedKey& key = *trusted;
    check_key(keyring, key);
    claim(previous == nullptr || std::pair(previous->entry.key_id, previous->entry.fingerprint) <
                                     std::pair(key.entry.key_id, key.entry.fingerprint),
          "keys are sorted and distinct");
    previous = &key;
    const std::string entry = write_entry(key);
    entries += (entries.empty() ? "" : ",") + entry;
    reversed = entry + (reversed.empty() ? "" : ",") + reversed;
  }
  for (const std::string& list : {"[" + entries + "]", "{\"public_keys\":[" + reversed + "]}"}) {
    Keyring again(tests::crypto());
    claim(again.add(list).ok(), "the keys of a keyring, written out, are accepted");
    claim(again == keyring, "the keys written out give an equal keyring");
    claim_equal(describe(again), describe(keyring), "the keys written out give the same list of keys");
  }
}

/// Adds the documents one by one. False if one is refused, which must change nothing.
bool add_all(Keyring& keyring, const std::vector<std::string>& documents) {
  for (const std::string& document : documents) {
    const std::string before = describe(keyring);
    const Result<std::string> canonical = canonical_json(document);
    const Result<void> added = keyring.add(document);
    if (!added) {
      claim_equal(describe(keyring), before, "a refused document adds nothing");
      claim(added.error().place.offset_bytes <= document.size(), "the place of an error is in the text");
      claim(canonical.ok() ? added.error().code == ErrorCode::bad_key : added.error().code == canonical.error().code,
            "a document is refused for its JSON, or else with bad_key");
      return false;
    }
    claim(canonical.ok(), "an accepted document is JSON");
  }
  return true;
}

void check_documents(std::vector<std::string> documents) {
  Keyring keyring(tests::crypto());
  if (!add_all(keyring, documents)) {
    return;
  }
  check_keyring(keyring);
  const std::string shown = describe(keyring);
  claim(add_all(keyring, documents), "accepted documents are accepted again");
  claim_equal(describe(keyring), shown, "documents that are added again change nothing");
  std::reverse(documents.begin(), documents.end());
  for (std::string& document : documents) {
    document = *canonical_json(document);
  }
  Keyring reversed(tests::crypto());
  claim(add_all(reversed, documents), "documents are accepted in any order and spelling");
  claim(reversed == keyring, "documents in another order give an equal keyring");
  claim_equal(describe(reversed), shown, "documents in another order give the same list of keys");
}

/// Adds the documents to a keyring that is not empty.
void check_with_others(const std::vector<std::string>& documents) {
  Keyring keyring = fuzz::keyring();
  if (add_all(keyring, documents)) {
    for (const engine::TrustedKey* const key : fuzz::keyring().table().keys()) {
      claim(keyring.table().find(key->entry.key_id, key->entry.fingerprint) != nullptr, "no key is lost");
    }
  }
}

}  // namespace
}  // namespace pith::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> documents = pith::fuzz::split({reinterpret_cast<const char*>(data), size});
  for (const std::string& document : documents) {
    pith::fuzz::check_decision(document);
  }
  pith::fuzz::check_documents(documents);
  pith::fuzz::check_with_others(documents);
  return 0;
}
