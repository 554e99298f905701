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

  /// The signers whose key rotates, all at the same instant.
  std::vector<const Signer*> rotating() const { return {&retired, &rotated, &alice_twin}; }

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
  // Keys of one signer_id, of one key_id, and of one public key. Each has its own names, end and binding.
  Signer rotated{10, "rotated-key", "frank", "author"};       ///< rotates at 2026-07-05T00:00:00Z
  Signer rotated_next{11, "rotated-key", "frank", "author"};  ///< its successor, which does not rotate
  Signer alice_twin{2, "alice-key-3", "alice", "author"};     ///< alice's public key under a name that rotates as well
  Signer carol_twin{5, "carol-key-2", "carol", "author"};     ///< carol's public key, and so the same principal
  std::vector<std::string> key_entries;  ///< what the keyring was made from; some keys have several entries
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
