#ifndef PITH_TESTS_AUDIT_BUNDLE_H
#define PITH_TESTS_AUDIT_BUNDLE_H

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "pith/crypto.h"
#include "tests/support/signer.h"

namespace pith::tests::mirror {

/// The ways in which a bundle is broken, in the order in which they take turns.
enum class Way : std::uint8_t {
  record,
  canonical_sha256,
  pith_number,
  short_pith_number,
  source,
  alias,
  public_keys,
  receipt,
  event_signature,
  event_content,
  unknown_key,
  prev_event,
  state,
  state_sha256,
  merge_version,
  bundle_version,
  bundle_sha256,
  bundle_signature,
  truncated,
  not_a_bundle,  ///< the last enumerator
};

constexpr std::size_t way_count = static_cast<std::size_t>(Way::not_a_bundle) + 1;

/// The name of a way, as its enumerator.
std::string_view name(Way way);

/// The checks of SPEC 9.4 that fail, in their order and with commas; or `error:` and the code of the refusal.
std::string_view consequence(Way way);

/// The published keys that sign the bundles: their private keys are 32 equal bytes, as everywhere in the tests.
struct Signers {
  Signer registry{1, "registry-key", "registry.test", "pith_registry"};
  Signer alice{2, "alice-key", "alice", "author"};
  Signer bob{4, "bob-key", "bob", "author"};
  Signer carol{5, "carol-key", "carol", "author"};
  Signer stranger{8, "stranger-key", "mallory", "author"};  ///< not in the keyring

  /// A keys document. The registry and alice are bound to their ids and types, bob to his id, carol to nothing.
  std::string keyring() const;
};

/// A bundle, and what its audit must say.
struct MadeBundle {
  std::string json;  ///< one line, without a newline
  std::string suffix;
  std::string pith_number;    ///< as the bundle spells it
  Sha256Digest state_sha256;  ///< of the state that its events and aliases give
  std::uint64_t event_count = 0;
  std::uint64_t equivocation_count = 0;
  std::map<std::string_view, std::uint64_t> reasons;
  std::string warnings;  ///< the names of its warnings, sorted, with commas
};

/// The bundle with this index among those of a seed. A bundle with forks has events of several days and more aliases.
/// Another one looks like those that the registry publishes. A broken one is signed again after it was broken, so that
/// only the checks of consequence() fail.
MadeBundle make_bundle(const Signers& signers, std::uint64_t seed, std::uint64_t index, bool has_forks,
                       std::optional<Way> way);

}  // namespace pith::tests::mirror

#endif
