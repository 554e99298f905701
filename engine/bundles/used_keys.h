#ifndef PITH_ENGINE_BUNDLES_USED_KEYS_H
#define PITH_ENGINE_BUNDLES_USED_KEYS_H

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "canon/document.h"
#include "engine/keys/key_table.h"
#include "pith/bundle.h"
#include "pith/keyring.h"

namespace pith::engine {

/// What names a key. The least comes first.
enum class KeyUse : std::uint8_t { event, other };

/// The keys that a bundle's signers and signatures name.
class UsedKeys {
 public:
  /// Notes the key that an object names, and whether a signature held under it. The object must outlive this.
  void note(const KeyTable& keys, std::optional<canon::Value> object, bool holds, KeyUse use = KeyUse::other) {
    const std::optional<std::string_view> key_id = object ? object->find_string("key_id") : std::nullopt;
    const std::optional<std::string_view> fingerprint =
        object ? object->find_string("public_key_fingerprint") : std::nullopt;
    if (!key_id || !fingerprint) {
      return;
    }
    const TrustedKey* const key = keys.find(*key_id, *fingerprint);
    if (key == nullptr) {
      unknown_.emplace_back(*key_id, *fingerprint, use);
      return;
    }
    keys_.push_back(key);
    vouches_for_itself_ = vouches_for_itself_ || (holds && key->origin == KeyOrigin::bundle);
  }

  /// Whether a signature held under a key that came from the bundle.
  bool vouches_for_itself() const { return vouches_for_itself_; }

  /// Each key of the keyring once, sorted by key_id and fingerprint as bytes.
  std::vector<KeyInfo> list() {
    std::sort(keys_.begin(), keys_.end(), [](const TrustedKey* left, const TrustedKey* right) {
      return compare_names({left->entry.key_id, left->entry.fingerprint},
                           {right->entry.key_id, right->entry.fingerprint}) < 0;
    });
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    std::vector<KeyInfo> infos;
    for (const TrustedKey* const key : keys_) {
      infos.push_back(key->info);
    }
    return infos;
  }

  /// Each unknown key once, sorted by key_id and fingerprint as bytes.
  std::vector<UnknownKey> list_unknown() {
    std::sort(unknown_.begin(), unknown_.end());
    std::vector<UnknownKey> names;
    for (const auto& [key_id, fingerprint, use] : unknown_) {
      if (names.empty() || names.back().key_id != key_id || names.back().fingerprint != fingerprint) {
        names.push_back({std::string(key_id), std::string(fingerprint), use == KeyUse::event});
      }
    }
    return names;
  }

 private:
  std::vector<const TrustedKey*> keys_;
  std::vector<std::tuple<std::string_view, std::string_view, KeyUse>> unknown_;
  bool vouches_for_itself_ = false;
};

}  // namespace pith::engine

#endif
