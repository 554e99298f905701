#ifndef PITH_STATE_H
#define PITH_STATE_H

/// @file
/// The result of a merge.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pith/crypto.h"
#include "pith/event.h"
#include "pith/export.h"

namespace pith {

/// Another name of a record, and its time (SPEC 6.5). Aliases are not signed one by one: of a bundle's aliases, use
/// only those that Bundle::aliases_for() returns.
struct Alias {
  std::string kind;        ///< `alias_kind`, such as `doi`
  std::string value;       ///< `alias_value`
  std::string created_at;  ///< an instant

  /// Member by member.
  friend bool operator==(const Alias&, const Alias&) = default;
};

/// An event that is not valid, and why (SPEC 4.5 to 4.9). Trivial, for the same reason as Sha256Digest.
struct InvalidEvent {
  Sha256Digest id;  ///< the digest of its content
  Reason reason;    ///< the first that applies
};

/// Several answers of one signer at one position (SPEC 7.3).
struct Equivocation {
  std::string event_type;                ///< of all of them
  std::string target;                    ///< of all of them
  std::optional<Sha256Digest> position;  ///< the event that all of them claim to follow; std::nullopt for null
  std::string signer_json;               ///< the four named members of the signer, in canonical form
  std::vector<Sha256Digest> event_ids;   ///< sorted, two or more
  bool is_resolved = false;              ///< at most one of them is live
};

/// Things that a careful reader wants to know and that change no result. The names are stable.
enum class WarningCode : std::uint8_t {
  alias_left_out,             ///< an alias whose members are not all strings, or whose time is not an instant
  dangling_supersedes,        ///< a valid event supersedes an event that is missing or not valid
  foreign_supersedes,         ///< a valid event supersedes another principal's event, which has no effect
  several_live,               ///< more than one live event of one principal, type and target
  aliases_of_another_record,  ///< a bundle's aliases were left out, because it is about another record
  aliases_not_vouched_for,    ///< a bundle's aliases were left out, because no trusted registry key signed it
  keys_vouch_for_themselves,  ///< keys from bundles are trusted, because the caller asked for it
  no_receipt,                 ///< no record_created event of a bundle has a receipt
  bundle_key_left_out,        ///< an entry of a bundle's public_keys was left out, because it is bad (SPEC 3.5)
  title_differs,              ///< a bundle's newest graph snapshot has another title than its record (SPEC 9.7)
  snapshot_hash_differs,      ///< the hash in a bundle's newest graph snapshot is not that of its lists (SPEC 9.7)
};

/// The stable name of a warning, as written in this header.
PITH_API std::string_view name(WarningCode code) noexcept;

/// One warning.
struct Warning {
  WarningCode code;                                 ///< stable
  std::optional<Sha256Digest> event_id;             ///< the event that it is about, if any
  std::string explanation;                          ///< for people; may change
  std::optional<std::size_t> input = std::nullopt;  ///< the input that it is about, from 0; only merge_inputs() sets it
};

/// A warning as text: `CODE: explanation`, with the event's id before the explanation if it is about one. An
/// explanation may quote any text of the input: escape it before you show it.
PITH_API std::string describe(const Warning& warning);

/// The state of a record. It is a function of the distinct events, the keyring and the aliases, whatever their order,
/// grouping and spelling (SPEC 10).
struct State {
  std::string document;                         ///< the state document's exact bytes, UTF-8, no newline (SPEC 8)
  Sha256Digest sha256 = {};                     ///< `state_sha256`
  std::size_t event_count = 0;                  ///< the distinct events, invalid ones included
  std::vector<Sha256Digest> applied_event_ids;  ///< the valid events in application order
  std::vector<InvalidEvent> invalid_events;     ///< sorted by id
  std::vector<Equivocation> equivocations;      ///< in the document's order
  std::vector<Alias> source_aliases;            ///< in the document's order
  std::vector<Warning> warnings;                ///< in a fixed order
};

}  // namespace pith

#endif
