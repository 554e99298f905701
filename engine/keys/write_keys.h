#ifndef PITH_ENGINE_KEYS_WRITE_KEYS_H
#define PITH_ENGINE_KEYS_WRITE_KEYS_H

#include <optional>
#include <string_view>

#include "canon/json_writer.h"
#include "engine/keys/key_table.h"

namespace pith::engine {

/// SPEC 9.6: the keys of a keyring as part of what is hashed: an array, by key_id and fingerprint, of
/// [`key_id`, fingerprint, `signer_id`, `signer_type`, `rotates_at`], with null for what is not set. Linear.
template <class Sink>
void write_keys(canon::JsonWriter<Sink>& out, const KeyTable& keys) {
  out.array(keys.keys(), [&](const TrustedKey* key) {
    const KeyEntry& entry = key->entry;
    out.begin_array();
    out.string(entry.key_id);
    out.string(entry.fingerprint);
    out.string_or_null(entry.signer_id);
    out.string_or_null(entry.signer_type);
    out.string_or_null(entry.rotates_at ? std::optional<std::string_view>(entry.rotates_at->text) : std::nullopt);
    out.end_array();
  });
}

}  // namespace pith::engine

#endif
