#ifndef PITH_BUNDLE_H
#define PITH_BUNDLE_H

/// @file
/// Whole bundles: parse and verify.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pith/event_set.h"
#include "pith/export.h"
#include "pith/keyring.h"
#include "pith/result.h"
#include "pith/state.h"

namespace pith {

/// Whether the keys that a bundle lists are trusted. They are only a claim: anybody can list a key.
enum class BundleKeys : std::uint8_t {
  ignore,  ///< they count only if the keyring has them
  trust,   ///< added to the keyring as registry keys that are bound to nothing and do not expire (SPEC 3.5)
};

/// Why the signature of a bundle does not hold (SPEC 9.3), so that nobody vouches for its aliases. The names are
/// stable.
enum class BundleSignatureFault : std::uint8_t {
  not_signed,     ///< it has no `bundle_signature`
  malformed,      ///< a member of `bundle_signature` is missing or has the wrong value, or it is out of bounds
  untrusted_key,  ///< it names a key that is not a registry key of the keyring
  changed,        ///< a registry key of the keyring signed the hash that it states, which is not that of the bundle
  does_not_hold,  ///< it names a registry key of the keyring, and is not a signature of that key
};

/// The stable name of a fault, as written in this header. Never fails; static storage.
PITH_API std::string_view name(BundleSignatureFault fault) noexcept;

/// One check of a bundle, by its stable name (SPEC 9.4).
/// Most checks appear once in a report. `source_aliases` appears once for each kind of alias at fault, and
/// `public_keys`, `receipt` and `events` once for each key, receipt or event at fault. Each appears once if nothing is
/// wrong, except that `receipt` does not appear if the bundle has none. Only the first listed_faults_max faults of one
/// name are listed. Then one more check says in `actual` how many more there are, and its pointer covers all of them.
struct Check {
  std::string name;                     ///< stable
  bool ok = false;                      ///< whether it passes
  std::optional<std::string> expected;  ///< what the rules give; set if the check fails and there is such a value
  std::optional<std::string> actual;    ///< what the bundle says, or what is wrong with it; escape it to show it
  std::string pointer;                  ///< RFC 6901, into the bundle
};

/// The verdict on one event of a bundle.
struct EventReport {
  Sha256Digest id = {};            ///< the digest of its content
  std::optional<Reason> reason;    ///< std::nullopt if it is valid
  std::string pointer;             ///< RFC 6901, to its first copy in the bundle
  bool waits_for_missing = false;  ///< it is `prev_event_unresolved`, and the bundle lacks the event that it follows
};

/// A key that a bundle names and that the keyring does not have: its name, as signatures give it.
struct UnknownKey {
  std::string key_id;        ///< any text
  std::string fingerprint;   ///< any text; 32 hexadecimal digits if it can be a key's
  bool is_of_event = false;  ///< the signer of an event names it, and not only a receipt or the bundle's signature
};

/// A whole-bundle check (SPEC 9.4).
struct BundleReport {
  std::string pith_number;                   ///< as the bundle spells it
  bool ok = false;                           ///< whether every check passes
  State state;                               ///< recomputed, with the bundle's own aliases
  Sha256Digest authentic_state_sha256 = {};  ///< of the state of the authentic events, without aliases (SPEC 8.4)
  Sha256Digest input_sha256 = {};            ///< SPEC 9.6
  std::vector<KeyInfo> keys;                 ///< those of the keyring that the bundle's signers and signatures name
  std::vector<UnknownKey> unknown_keys;      ///< those that they name and the keyring does not have; sorted
  std::vector<Check> checks;                 ///< in a fixed order
  std::vector<EventReport> events;           ///< the distinct events, in the order of the bundle
  std::vector<Warning> warnings;             ///< in a fixed order
};

/// The aliases of a bundle that count for a record, and warnings about those that do not.
struct BundleAliases {
  std::vector<Alias> aliases;     ///< in the order of the bundle
  std::vector<Warning> warnings;  ///< none is about an event
};

/// A parsed bundle (SPEC 9.1). An immutable value, cheap to copy.
/// If a function is given `verdicts`, it looks each signature up there before verifying it, and adds the new verdicts.
/// The result is the same with and without a cache.
class PITH_API Bundle {
 public:
  /// Reads a bundle. Keeps the text. SPEC 9.1.
  /// Errors: a code of SPEC 1.4, `unreadable` for a text over the size limit, or `not_a_bundle`.
  /// Time n log n, memory proportional to n.
  static Result<Bundle> parse(std::string json_text);

  /// The same for a text that the caller shares, so that what is not a bundle is still there.
  /// Needs a text that is not null and does not change.
  static Result<Bundle> parse(std::shared_ptr<const std::string> json_text);

  /// The same for a text that stays the caller's. A text over the size limit is refused before it is copied.
  static Result<Bundle> parse_copy(std::string_view json_text);

  /// The number that the bundle states, whatever its form. The reference is valid until the bundle is assigned to,
  /// moved from or destroyed.
  const std::string& pith_number() const;

  /// Adds all its events to a set, copies included. Events of another record become `subject_mismatch`. SPEC 9.5.
  /// Time n log n, and one signature verification for each event. Throws what EventSet::add() throws.
  void add_events_to(EventSet& events, VerdictCache* verdicts = nullptr) const;

  /// Whether the bundle's own hash is right and its signature holds under a registry key. SPEC 9.3.
  /// Linear, and one signature verification.
  bool has_trusted_signature(const Keyring& keyring, VerdictCache* verdicts = nullptr) const;

  /// The aliases that count for a record: all of them if the bundle is about that record and has_trusted_signature(),
  /// otherwise none. Warnings say what is left out and why. SPEC 6.5.
  /// Linear, and one signature verification if it has aliases.
  BundleAliases aliases_for(std::string_view pith_number, const Keyring& keyring,
                            VerdictCache* verdicts = nullptr) const;

  /// Recomputes everything that the bundle states, and compares it. SPEC 9.4.
  /// Time n log n, and one signature verification for the bundle, each receipt and each event.
  BundleReport verify(const Keyring& keyring, BundleKeys bundle_keys = BundleKeys::ignore,
                      VerdictCache* verdicts = nullptr) const;

 private:
  struct Contents;
  explicit Bundle(std::shared_ptr<const Contents> contents) : contents_(std::move(contents)) {}

  std::shared_ptr<const Contents> contents_;
};

}  // namespace pith

#endif
