#ifndef PITH_TESTS_SUPPORT_WORLD_H
#define PITH_TESTS_SUPPORT_WORLD_H

#include <string>
#include <vector>

#include "pith/event_set.h"
#include "tests/support/draft.h"
#include "tests/support/signer.h"

namespace pith::tests {

/// A record, signers of events about it, and a keyring that has the keys of most of them.
struct World {
  World();

  /// An empty set for the record.
  EventSet events() const { return {record.pith_number, keyring}; }

  /// A sound record_created by the registry.
  Draft record_created() const;

  Record record;
  Signer registry{1, "registry-key", "registry.test", "pith_registry"};        ///< bound to its id and type
  Signer alice{2, "alice-key", "alice", "author"};                             ///< bound to her id and type
  Signer alice_again{3, "alice-key-2", "alice", "author"};                     ///< another key of the same principal
  Signer bob{4, "bob-key", "bob", "author"};                                   ///< bound to the id `bob`, to no type
  Signer carol{5, "carol-key", "carol", "author"};                             ///< bound to nothing
  Signer typed{6, "typed-key", "dora", "author"};                              ///< bound to the type `author`, to no id
  Signer retired{7, "retired-key", "erin", "author"};                          ///< rotates at 2026-07-05T00:00:00Z
  Signer stranger{8, "stranger-key", "mallory", "author"};                     ///< not in the keyring
  Signer other_registry{9, "registry-key", "registry.test", "pith_registry"};  ///< the registry's next key
  std::vector<std::string> key_entries;                                        ///< what the keyring was made from
  Keyring keyring;
};

/// Adds an event. Throws if it is refused as JSON.
EventVerdict add(EventSet& events, const Draft& draft);

/// The name of the reason, or `-` if there is none.
std::string reason_name(const std::optional<Reason>& reason);

/// The reason that a state gives for an event: `-` if the event is valid, `?` if the state does not have it.
std::string reason_in(const State& state, const Sha256Digest& id);

}  // namespace pith::tests

#endif
