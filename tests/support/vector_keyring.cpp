#include "engine/keys/key_table.h"
#include "tests/support/vectors.h"

// This is not in vectors.cpp, because that needs only the public headers and canon/.

namespace pith::tests {

using canon::Elements;
using canon::Value;

Keyring keyring_of(Value vector) {
  Keyring keyring = given_keyring_of(vector);
  if (const std::optional<Value> bundle_keys = vector.find("bundle_keys")) {
    std::vector<engine::KeyCandidate> candidates;
    engine::RefusedKeys refused;
    for (const Value public_keys : Elements(*bundle_keys)) {
      if (public_keys.is_array()) {
        for (const Value entry : Elements(public_keys)) {
          engine::collect_bundle_key(keyring, entry, candidates.size(), candidates, refused);
        }
      }
    }
    keyring = engine::with_bundle_keys(keyring, std::move(candidates), refused);
  }
  return keyring;
}

}  // namespace pith::tests
