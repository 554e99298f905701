#ifndef PITH_BUNDLE_H
#define PITH_BUNDLE_H

/// @file
/// Whole bundles: parse, verify.

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

/// Whether the keys that a bundle lists are believed. They are only a claim: anybody can list a key.
enum class BundleKeys : std::uint8_t {
  ignore,  ///< they count only where the keyring has them
  trust,   ///< added to the keyring, unbound, as registry keys (SPEC 3.5)
};

/// One check of a bundle, by its stable name (SPEC 9.4). `source_aliases`, `public_keys`, `receipt` and `events` stand
/// in a report once for each kind of alias, key, receipt or event at fault, or once where they hold; `receipt` not at
/// all where there is none. Of more than a hundred at fault the first hundred stand there, and then one that says in
/// `actual` how many more, with the pointer of them all.
struct Check {
  std::string name;                     ///< stable
  bool ok = false;                      ///< whether it holds
  std::optional<std::string> expected;  ///< what the rules give; set where the check fails and a value exists
  std::optional<std::string> actual;    ///< what the bundle says, or what is wrong with it
  std::string pointer;                  ///< RFC 6901, into the bundle
};

/// What became of one event of a bundle.
struct EventReport {
  Sha256Digest id = {};          ///< the digest of its content
  std::optional<Reason> reason;  ///< nothing where it is valid
  std::string pointer;           ///< the first place where the bundle holds it
};

/// A whole-bundle check (SPEC 9.4).
struct BundleReport {
  std::string pith_number;                   ///< as it stands there
  bool ok = false;                           ///< every check is
  State state;                               ///< recomputed, with the bundle's own aliases
  Sha256Digest authentic_state_sha256 = {};  ///< of the state of the authentic events alone (SPEC 8.4)
  Sha256Digest input_sha256 = {};            ///< SPEC 9.6
  std::vector<KeyInfo> keys;                 ///< of the keyring, that the bundle's signers and signatures name
  std::vector<Check> checks;                 ///< in a fixed order
  std::vector<EventReport> events;           ///< the distinct events, in the order of the bundle
  std::vector<Warning> warnings;             ///< in a fixed order
};

/// Those aliases of a bundle that count for a record, and a warning for each that does not, or for all.
struct BundleAliases {
  std::vector<Alias> aliases;     ///< in the order of the bundle
  std::vector<Warning> warnings;  ///< about no event
};

/// A parsed bundle (SPEC 9.1). A value, cheap to copy; safe to read from many threads. One that was moved from may be
/// assigned to or destroyed, no more.
class PITH_API Bundle {
 public:
  /// Takes over the text. Refused JSON has its own error; another document is `not_a_bundle`.
  /// Time n log n, memory proportional to n.
  static Result<Bundle> parse(std::string json_text);

  /// As it stands there, in whatever form. A reference into this bundle: until it is assigned to, moved from or
  /// destroyed.
  const std::string& pith_number() const;

  /// Adds all its events to a set, copies included. A bundle of another record adds events of another subject.
  /// Here and below, where `verdicts` is not null it is asked before a signature is verified, and told the verdict.
  void add_events_to(EventSet& events, VerdictCache* verdicts = nullptr) const;

  /// SPEC 9.3: whether the bundle's own hash is right and its signature holds under a registry key.
  bool has_trusted_signature(const Keyring& keyring, VerdictCache* verdicts = nullptr) const;

  /// SPEC 6.5: its aliases where it is of that record and has_trusted_signature, and what is left out and why.
  BundleAliases aliases_for(std::string_view pith_number, const Keyring& keyring,
                            VerdictCache* verdicts = nullptr) const;

  /// SPEC 9.4: recomputes everything that can be. One signature verification for the bundle, each receipt
  /// and each event.
  BundleReport verify(const Keyring& keyring, BundleKeys bundle_keys = BundleKeys::ignore,
                      VerdictCache* verdicts = nullptr) const;

 private:
  struct Contents;
  explicit Bundle(std::shared_ptr<const Contents> contents) : contents_(std::move(contents)) {}

  std::shared_ptr<const Contents> contents_;
};

}  // namespace pith

#endif
