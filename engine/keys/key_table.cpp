// SPEC 3.2 to 3.7: the keys of a keyring, and the principals that they speak for. Its tests are tests/keyring_test.cpp
// and tests/keyring_properties_test.cpp.

#include "engine/keys/key_table.h"

#include <algorithm>
#include <functional>

#include "canon/text.h"

namespace pith::engine {
namespace {

std::strong_ordering compare_names(const KeyEntry& entry, std::string_view key_id, std::string_view fingerprint) {
  const std::strong_ordering order = canon::compare_text(entry.key_id, key_id);
  return order != 0 ? order : canon::compare_text(entry.fingerprint, fingerprint);
}

bool is_same_name(const KeyEntry& left, const KeyEntry& right) {
  return compare_names(left, right.key_id, right.fingerprint) == 0;
}

/// SPEC 3.6: makes one key of all entries with one name, or none if they differ. Needs keys that are sorted by name.
void unite_entries(std::vector<TrustedKey>& keys, std::vector<std::size_t>& differing) {
  std::size_t kept_count = 0;
  for (std::size_t begin = 0, end = 0; begin < keys.size(); begin = end) {
    TrustedKey& first = keys[begin];
    bool agree = true;
    for (end = begin + 1; end < keys.size() && is_same_name(first.entry, keys[end].entry); ++end) {
      first.origin = std::min(first.origin, keys[end].origin);
      if (agree && !fill(first.entry, keys[end].entry)) {
        agree = false;
        differing.push_back(keys[end].source);
      }
    }
    if (agree) {
      if (kept_count != begin) {
        keys[kept_count] = std::move(first);
      }
      ++kept_count;
    }
  }
  keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(kept_count), keys.end());
}

void sort_unique(std::vector<std::string>& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

// SPEC 3.7: an event speaks for (`signer`, the bound signer_id), or for (`key`, the fingerprint) if the key is bound to
// no signer_id.
Sha256Digest hash_principal(const Crypto& crypto, const KeyEntry& entry) {
  return crypto.sha256(entry.signer_id ? "signer " + *entry.signer_id : "key " + entry.fingerprint);
}

}  // namespace

KeyTable::KeyTable(const Crypto& crypto, const KeyTable& base, std::vector<KeyCandidate> candidates,
                   std::vector<std::size_t>& differing)
    : keys_(base.keys_) {
  for (KeyCandidate& candidate : candidates) {
    const TrustedKey* const known = base.find(candidate.entry.key_id, candidate.entry.fingerprint);
    // One object for each key: most entries of a known name are that key again.
    crypto::VerifyingKey verifying_key = known != nullptr && known->entry.public_key == candidate.entry.public_key
                                             ? known->verifying_key
                                             : crypto::VerifyingKey(crypto, candidate.entry.public_key);
    keys_.push_back({std::move(candidate.entry), candidate.origin, std::move(verifying_key), {}, candidate.source});
  }
  std::stable_sort(keys_.begin(), keys_.end(), [](const TrustedKey& left, const TrustedKey& right) {
    return compare_names(left.entry, right.entry.key_id, right.entry.fingerprint) < 0;
  });
  unite_entries(keys_, differing);
  assign_principals(crypto);
}

void KeyTable::assign_principals(const Crypto& crypto) {
  for (TrustedKey& key : keys_) {
    key.principal = hash_principal(crypto, key.entry);
    if (key.entry.signer_id) {
      bound_signer_ids_.push_back(*key.entry.signer_id);
    }
  }
  sort_unique(bound_signer_ids_);
}

const TrustedKey* KeyTable::find(std::string_view key_id, std::string_view fingerprint) const {
  const auto found = std::partition_point(keys_.begin(), keys_.end(), [&](const TrustedKey& key) {
    return compare_names(key.entry, key_id, fingerprint) < 0;
  });
  const bool is_found = found != keys_.end() && compare_names(found->entry, key_id, fingerprint) == 0;
  return is_found ? &*found : nullptr;
}

KeyInfo TrustedKey::info() const {
  return {entry.key_id,
          entry.fingerprint,
          entry.signer_id,
          entry.signer_type,
          entry.rotates_at ? std::optional(entry.rotates_at->text) : std::nullopt,
          origin};
}

bool KeyTable::is_trusted(const KeyEntry& entry) const {
  const TrustedKey* const key = find(entry.key_id, entry.fingerprint);
  return key != nullptr && key->entry.public_key == entry.public_key;
}

bool KeyTable::binds_signer_id(std::string_view signer_id) const {
  return std::binary_search(bound_signer_ids_.begin(), bound_signer_ids_.end(), signer_id, std::less<>());
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
  Result<KeyEntry, KeyFault> parsed = parse_key_entry(keyring.crypto(), value, EntryBinding::ignore);
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
    refused.listed.push_back({source, "this entry differs from an earlier one with the same key_id and fingerprint"});
  }
  return {keyring.crypto(), std::move(table)};
}

}  // namespace pith::engine
