// SPEC 3.1 to 3.6: any bytes as keys documents, which a byte FF divides. What is taken in is a keyring in which each
// key is found, which reads back from its own keys written out, and which no order or repetition of the documents
// changes.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "canon/instant.h"
#include "crypto/ed25519.h"
#include "engine/key_table.h"
#include "fuzz/support/claim.h"
#include "fuzz/support/trust.h"
#include "pith/canonical.h"
#include "pith/keyring.h"
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

/// The strings of a key entry as JSON, from what the keyring knows of it.
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
  claim(keyring.table().find(entry.key_id, entry.fingerprint) == &key, "a key is found by its id and fingerprint");
  claim(keyring.table().find(entry.key_id + "x", entry.fingerprint) != &key, "and not by another id");
  claim(crypto::check_public_key(entry.public_key) == crypto::PublicKeyFault::none, "a trusted key is a sound point");
  claim(key.verifying_key.bytes() == entry.public_key, "a key verifies with its own bytes");
  const std::string bytes(entry.public_key.bytes.begin(), entry.public_key.bytes.end());
  claim_equal(entry.fingerprint, reference::hex(reference::sha256(bytes)).substr(0, 32), "a fingerprint is a hash");
  claim(!entry.signer_id || keyring.table().binds_signer_id(*entry.signer_id), "the signer of a bound key is known");
  claim(!entry.rotates_at || canon::parse_instant(entry.rotates_at->text) == entry.rotates_at->instant,
        "a key rotates at an instant");
  claim(key.is_registry_key() == (entry.signer_type == "pith_registry"),
        "a given key is a registry's where it says so");
}

void check_keyring(const Keyring& keyring) {
  std::string entries;
  std::string reversed;
  const engine::TrustedKey* previous = nullptr;
  for (const engine::TrustedKey& key : keyring.table().keys()) {
    check_key(keyring, key);
    claim(previous == nullptr || std::pair(previous->entry.key_id, previous->entry.fingerprint) <
                                     std::pair(key.entry.key_id, key.entry.fingerprint),
          "keys are in order, and none is twice");
    previous = &key;
    const std::string entry = write_entry(key);
    entries += (entries.empty() ? "" : ",") + entry;
    reversed = entry + (reversed.empty() ? "" : ",") + reversed;
  }
  for (const std::string& list : {"[" + entries + "]", "{\"public_keys\":[" + reversed + "]}"}) {
    Keyring again(tests::crypto());
    claim(!again.add(list), "the keys of a keyring, written out, are accepted");
    claim(again == keyring, "and are that keyring");
    claim_equal(describe(again), describe(keyring), "and are shown the same");
  }
}

/// Adds them one by one; false where one is refused, which must change nothing.
bool add_all(Keyring& keyring, const std::vector<std::string>& documents) {
  for (const std::string& document : documents) {
    const std::string before = describe(keyring);
    const Result<std::string> canonical = canonical_json(document);
    const std::optional<Error> error = keyring.add(document);
    if (error) {
      claim_equal(describe(keyring), before, "what is refused adds nothing");
      claim(error->place.offset_bytes <= document.size(), "a place is in the text");
      claim(canonical.ok() ? error->code == ErrorCode::bad_key : error->code == canonical.error().code,
            "a document is refused as JSON, or for a bad key");
      return false;
    }
    claim(canonical.ok(), "what is taken in is JSON");
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
  claim(add_all(keyring, documents), "what was taken in is taken in again");
  claim_equal(describe(keyring), shown, "what is taken in again changes nothing");
  std::reverse(documents.begin(), documents.end());
  for (std::string& document : documents) {
    document = *canonical_json(document);
  }
  Keyring reversed(tests::crypto());
  claim(add_all(reversed, documents), "documents are taken in in any order and spelling");
  claim(reversed == keyring, "and give the same keyring");
  claim_equal(describe(reversed), shown, "which is shown the same");
}

/// To a keyring that is not empty.
void check_with_others(const std::vector<std::string>& documents) {
  Keyring keyring = fuzz::keyring();
  if (add_all(keyring, documents)) {
    for (const engine::TrustedKey& key : fuzz::keyring().table().keys()) {
      claim(keyring.table().find(key.entry.key_id, key.entry.fingerprint) != nullptr, "no key is lost");
    }
  }
}

}  // namespace
}  // namespace pith::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> documents = pith::fuzz::split({reinterpret_cast<const char*>(data), size});
  pith::fuzz::check_documents(documents);
  pith::fuzz::check_with_others(documents);
  return 0;
}
