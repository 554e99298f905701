#ifndef PITH_TESTS_NETWORK_HISTORY_H
#define PITH_TESTS_NETWORK_HISTORY_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "pith/keyring.h"
#include "tests/support/chance.h"
#include "tests/support/draft.h"
#include "tests/support/signer.h"

namespace pith::tests::network {

inline constexpr std::size_t author_count = 5;

/// Who signs in a simulated network, and the keyring of every honest mirror.
struct People {
  People();

  Signer registry{41, "registry-key", "registry.test", "pith_registry"};
  std::vector<Signer> authors;
  Signer stranger{49, "stranger-key", "stranger", "author"};  ///< nobody trusts this key
  Keyring keyring;
  Keyring small_keyring;  ///< without most authors: mirrors learn of keys later, or lose them for a while
};

/// An event with a signature that holds. Both forms are in canonical JSON.
struct Variant {
  std::size_t event = 0;          ///< of History::events
  std::string plain_json;         ///< without `signed_at`, which nobody signs
  std::string full_json;          ///< with it, as it was published
  std::string plain_bundle_json;  ///< a bundle of the first alone, which is not signed
  std::string full_bundle_json;   ///< the same of the second
};

struct HistoryEvent {
  Sha256Digest id = {};
  std::size_t author = 0;           ///< of People::authors; author_count for the registry
  std::vector<std::size_t> needed;  ///< the events that must be there for it to be valid, itself included
  std::vector<std::size_t> variants;
};

/// Two answers of one author at one position.
struct Fork {
  std::size_t one = 0;
  std::size_t other = 0;
};

/// Everything that honest and dishonest people say about one record. It is made once, because signing takes time, and
/// many networks use it.
struct History {
  History(const People& people, std::uint64_t seed);

  Record record;
  std::string suffix;
  std::vector<HistoryEvent> events;  ///< the first is record_created; an event comes after those that it needs
  std::vector<Variant> variants;
  std::vector<Fork> forks;
  std::vector<std::string> bundles;        ///< signed by the registry, each with more events than the one before
  std::vector<std::string> plain_bundles;  ///< the same without what nobody signs, in canonical JSON
  std::vector<std::string> junk;           ///< documents that no trusted key signed

 private:
  std::string in_bundle(const std::string& event) const;
  std::size_t add(Draft draft, std::size_t author, std::vector<std::size_t> needed);
  void add_answers(const People& people, std::size_t author, Chance& chance);
  void add_bundle(const People& people, std::string_view built_at, const std::string& mirror_hints);
  void add_junk(const People& people, Chance& chance);
};

}  // namespace pith::tests::network

#endif
