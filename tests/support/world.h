#ifndef PITH_TESTS_SUPPORT_WORLD_H
#define PITH_TESTS_SUPPORT_WORLD_H

#include <string>
#include <vector>

#include "pith/event_set.h"
#include "tests/support/draft.h"
#include "tests/support/signer.h"

namespace pith::tests {

/// A record, people who sign events about it, and a keyring that knows most of them.
struct World {
  World();

  /// An empty set for the record.
  EventSet events() const { return {record.pith_number, keyring}; }

  /// A sound record_created by the registry.
  Draft record_created() const;

  Record record;
  Signer registry{1, "registry-key", "registry.test", "pith_registry"};        ///< bound to both
  Signer alice{2, "alice-key", "alice", "author"};                             ///< bound to both
  Signer alice_again{3, "alice-key-2", "alice", "author"};                     ///< another key, the same signer
  Signer bob{4, "bob-key", "bob", "author"};                                   ///< bound to bob, no type
  Signer carol{5, "carol-key", "carol", "author"};                             ///< bound to nothing
  Signer typed{6, "typed-key", "dora", "author"};                              ///< bound to the type author alone
  Signer retired{7, "retired-key", "erin", "author"};                          ///< rotates at 2026-07-05T00:00:00Z
  Signer stranger{8, "stranger-key", "mallory", "author"};                     ///< not in the keyring
  Signer other_registry{9, "registry-key", "registry.test", "pith_registry"};  ///< the registry's next key
  std::vector<std::string> key_entries;                                        ///< what the keyring was made from
  Keyring keyring;
};

/// Adds an event, which must be JSON.
EventVerdict add(EventSet& events, const Draft& draft);

/// The reason's name, or `-` where there is none.
std::string reason_name(const std::optional<Reason>& reason);

/// The reason of an event in a state: `-` where it is valid, `?` where it is not there.
std::string reason_in(const State& state, const Sha256Digest& id);

}  // namespace pith::tests

#endif
