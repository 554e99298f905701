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

}  // namespace

KeyTable::KeyTable(const Crypto& crypto, const KeyTable& base, std::vector<KeyCandidate> candidates,
                   std::vector<std::size_t>& differing)
    : keys_(base.keys_) {
  for (KeyCandidate& candidate : candidates) {
    const TrustedKey* const known = base.find(candidate.entry.key_id, candidate.entry.fingerprint);
    // One object for each key: most entries of a name that is there already are that key again.
    crypto::VerifyingKey verifying_key = known != nullptr && known->entry.public_key == candidate.entry.public_key
                                             ? known->verifying_key
                                             : crypto::VerifyingKey(crypto, candidate.entry.public_key);
    keys_.push_back({std::move(candidate.entry), candidate.origin, std::move(verifying_key), 0, candidate.source});
  }
  std::stable_sort(keys_.begin(), keys_.end(), [](const TrustedKey& left, const TrustedKey& right) {
    return compare_names(left.entry, right.entry.key_id, right.entry.fingerprint) < 0;
  });
  std::size_t kept_count = 0;
  for (std::size_t begin = 0, end = 0; begin < keys_.size(); begin = end) {
    TrustedKey& first = keys_[begin];
    bool agree = true;
    for (end = begin + 1; end < keys_.size() && is_same_name(first.entry, keys_[end].entry); ++end) {
      first.origin = std::min(first.origin, keys_[end].origin);
      if (agree && !fill(first.entry, keys_[end].entry)) {
        agree = false;
        differing.push_back(keys_[end].source);
      }
    }
    if (agree) {
      if (kept_count != begin) {
        keys_[kept_count] = std::move(first);
      }
      ++kept_count;
    }
  }
  keys_.erase(keys_.begin() + static_cast<std::ptrdiff_t>(kept_count), keys_.end());
  assign_principals();
}

// SPEC 3.7: (`signer`, bound signer_id), or (`key`, fingerprint) where no signer_id is bound.
void KeyTable::assign_principals() {
  std::vector<std::string> unbound_fingerprints;
  for (const TrustedKey& key : keys_) {
    if (key.entry.signer_id) {
      bound_signer_ids_.push_back(*key.entry.signer_id);
    } else {
      unbound_fingerprints.push_back(key.entry.fingerprint);
    }
  }
  const auto sort_unique = [](std::vector<std::string>& texts) {
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  };
  sort_unique(bound_signer_ids_);
  sort_unique(unbound_fingerprints);
  const auto position = [](const std::vector<std::string>& texts, const std::string& text) {
    return static_cast<std::uint32_t>(std::lower_bound(texts.begin(), texts.end(), text) - texts.begin());
  };
  for (TrustedKey& key : keys_) {
    key.principal = key.entry.signer_id ? position(bound_signer_ids_, *key.entry.signer_id)
                                        : static_cast<std::uint32_t>(bound_signer_ids_.size()) +
                                              position(unbound_fingerprints, key.entry.fingerprint);
  }
}

const TrustedKey* KeyTable::find(std::string_view key_id, std::string_view fingerprint) const {
  const auto place = std::partition_point(keys_.begin(), keys_.end(), [&](const TrustedKey& key) {
    return compare_names(key.entry, key_id, fingerprint) < 0;
  });
  const bool is_found = place != keys_.end() && compare_names(place->entry, key_id, fingerprint) == 0;
  return is_found ? &*place : nullptr;
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

Keyring with_bundle_keys(const Keyring& keyring, std::vector<KeyCandidate> candidates, RefusedKeys& refused) {
  if (candidates.empty()) {
    return keyring;
  }
  std::vector<std::size_t> differing;
  KeyTable table(keyring.crypto(), keyring.table(), std::move(candidates), differing);
  for (const std::size_t source : differing) {
    refused.listed.push_back({source, "the key differs from an earlier entry of the same name"});
  }
  return {keyring.crypto(), std::move(table)};
}

}  // namespace pith::engine
