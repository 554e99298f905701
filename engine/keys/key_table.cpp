// SPEC 3.2 to 3.7: the keys of a keyring, and the principals that they speak for. Its tests are tests/keyring_test.cpp
// and tests/keyring_properties_test.cpp.

#include "engine/keys/key_table.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "canon/text.h"

namespace pith::engine {
namespace {

KeyName name_of(const KeyEntry& entry) {
  return {entry.key_id, entry.fingerprint};
}

bool is_same_name(const KeyEntry& left, const KeyEntry& right) {
  return compare_names(name_of(left), name_of(right)) == 0;
}

KeyInfo describe(const KeyEntry& entry, KeyOrigin origin) {
  return {entry.key_id,
          entry.fingerprint,
          entry.signer_id,
          entry.signer_type,
          entry.rotates_at ? std::optional(entry.rotates_at->text) : std::nullopt,
          origin};
}

Sha256Digest hash_principal(const Crypto& crypto, const KeyEntry& entry) {
  const Principal principal = principal_of(entry);
  return crypto.sha256((principal.is_signer ? "signer " : "key ") + std::string(principal.id));
}

}  // namespace

// SPEC 3.7: an event speaks for (`signer`, the bound signer_id), or for (`key`, the fingerprint) if the key is bound to
// no signer_id.
Principal principal_of(const KeyEntry& entry) {
  return entry.signer_id ? Principal{true, *entry.signer_id} : Principal{false, entry.fingerprint};
}

std::strong_ordering compare_names(const KeyName& left, const KeyName& right) {
  const std::strong_ordering order = canon::compare_text(left.key_id, right.key_id);
  return order != 0 ? order : canon::compare_text(left.fingerprint, right.fingerprint);
}

std::strong_ordering KeyTable::ByName::operator()(const TrustedKey& key, const KeyName& name) const {
  return compare_names(name_of(key.entry), name);
}
std::strong_ordering KeyTable::ByName::operator()(const TrustedKey& key, const TrustedKey& other) const {
  return compare_names(name_of(key.entry), name_of(other.entry));
}
std::strong_ordering KeyTable::ByText::operator()(const std::string& text, std::string_view other) const {
  return canon::compare_text(text, other);
}

KeyTable::KeyTable(const Crypto& crypto, const KeyTable& base, std::vector<KeyCandidate> candidates,
                   std::vector<std::size_t>& differing)
    : KeyTable(base) {
  std::stable_sort(candidates.begin(), candidates.end(), [](const KeyCandidate& left, const KeyCandidate& right) {
    return compare_names(name_of(left.entry), name_of(right.entry)) < 0;
  });
  // SPEC 3.6: makes one key of all entries with one name, or none if they differ.
  for (auto begin = candidates.begin(), end = begin; begin != candidates.end(); begin = end) {
    const TrustedKey* const known = base.find(begin->entry.key_id, begin->entry.fingerprint);
    KeyEntry entry = known != nullptr ? known->entry : begin->entry;
    KeyOrigin origin = known != nullptr ? known->origin : begin->origin;
    bool agree = true;
    for (; end != candidates.end() && is_same_name(begin->entry, end->entry); ++end) {
      origin = std::min(origin, end->origin);
      if (agree && !fill(entry, end->entry)) {
        agree = false;
        differing.push_back(end->source);
      }
    }
    if (agree) {
      insert(crypto, std::move(entry), origin, known);
    }
  }
}

/// `known` is the key of that name so far, or null. It has the same bytes.
void KeyTable::insert(const Crypto& crypto, KeyEntry entry, KeyOrigin origin, const TrustedKey* known) {
  if (entry.signer_id && !binds_signer_id(*entry.signer_id)) {
    bound_signer_ids_.insert(*entry.signer_id);
  }
  KeyInfo info = describe(entry, origin);
  const Sha256Digest principal = hash_principal(crypto, entry);
  crypto::VerifyingKey verifying_key =
      known != nullptr ? known->verifying_key : crypto::VerifyingKey(crypto, entry.public_key);
  keys_.insert({std::move(entry), origin, std::move(verifying_key), principal, std::move(info)});
}

const TrustedKey* KeyTable::find(std::string_view key_id, std::string_view fingerprint) const {
  return keys_.find(KeyName{key_id, fingerprint});
}

std::vector<const TrustedKey*> KeyTable::keys() const {
  std::vector<const TrustedKey*> keys;
  keys.reserve(size());
  keys_.for_each([&](const TrustedKey& key) { keys.push_back(&key); });
  return keys;
}

bool KeyTable::is_trusted(const KeyEntry& entry) const {
  const TrustedKey* const key = find(entry.key_id, entry.fingerprint);
  return key != nullptr && key->entry.public_key == entry.public_key;
}

bool KeyTable::binds_signer_id(std::string_view signer_id) const {
  return bound_signer_ids_.find(signer_id) != nullptr;
}

void RefusedKeys::add(RefusedKey refused) {
  if (listed.size() < listed_faults_max) {
    listed.push_back(std::move(refused));
  } else {
    ++unlisted_count;
  }
}

void collect_bundle_key(const Keyring& keyring, canon::Value value, std::size_t source,
                        std::vector<KeyCandidate>& candidates, RefusedKeys& refused) {
  Result<KeyEntry, KeyFault> parsed = parse_key_entry(keyring.crypto(), value, EntrySource::bundle);
  if (!parsed) {
    return refused.add({source, std::move(parsed).error().explanation});
  }
  if (keyring.table().is_trusted(*parsed)) {
    return;
  }
  if (const Result<void, KeyFault> checked = check_point(*parsed); !checked) {
    return refused.add({source, checked.error().explanation});
  }
  // SPEC 3.5: an entry whose name is already in the keyring adds and changes nothing.
  if (keyring.table().find(parsed->key_id, parsed->fingerprint) == nullptr) {
    candidates.push_back({*std::move(parsed), KeyOrigin::bundle, source});
  }
}

Keyring with_bundle_keys(const Keyring& keyring, std::vector<KeyCandidate> candidates, RefusedKeys& refused) {
  if (candidates.empty()) {
    return keyring;
  }
  std::vector<std::size_t> differing;
  KeyTable table(keyring.crypto(), keyring.table(), std::move(candidates), differing);
  for (const std::size_t source : differing) {
    refused.add({source, "an earlier entry has the same key_id and fingerprint, but another key"});
  }
  return {keyring.crypto(), std::move(table)};
}

}  // namespace pith::engine
