#ifndef PITH_ENGINE_BUNDLES_USED_KEYS_H
#define PITH_ENGINE_BUNDLES_USED_KEYS_H

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "canon/document.h"
#include "engine/keys/key_table.h"
#include "pith/keyring.h"

namespace pith::engine {

/// The keys of a keyring that a bundle's signers and signatures name.
class UsedKeys {
 public:
  /// Notes the key that an object names, and whether a signature held under it.
  void note(const KeyTable& keys, std::optional<canon::Value> object, bool holds) {
    const std::optional<std::string_view> key_id = object ? object->find_string("key_id") : std::nullopt;
    const std::optional<std::string_view> fingerprint =
        object ? object->find_string("public_key_fingerprint") : std::nullopt;
    const TrustedKey* const key = key_id && fingerprint ? keys.find(*key_id, *fingerprint) : nullptr;
    if (key != nullptr) {
      keys_.push_back(key);
      vouches_for_itself_ = vouches_for_itself_ || (holds && key->origin == KeyOrigin::bundle);
    }
  }

  /// Whether a signature held under a key that came from the bundle.
  bool vouches_for_itself() const { return vouches_for_itself_; }

  /// Each key once, in the order of the table that holds them all.
  std::vector<KeyInfo> list() {
    std::sort(keys_.begin(), keys_.end());  // by address in the table, and so in its order
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    std::vector<KeyInfo> infos;
    for (const TrustedKey* const key : keys_) {
      infos.push_back(key->info());
    }
    return infos;
  }

 private:
  std::vector<const TrustedKey*> keys_;
  bool vouches_for_itself_ = false;
};

}  // namespace pith::engine

#endif
