#ifndef PITH_UNION_BUNDLE_H
#define PITH_UNION_BUNDLE_H

/// @file
/// The union of inputs as one bundle, and the signature around a bundle.
///
///     pith::UnionOptions options;
///     options.signing_key = our_key_entry;                       // JSON; listed in the bundle's public_keys
///     const auto bundle = pith::unite_bundles(inputs, keys, options);
///     ... sign the 32 bytes of bundle->bundle_sha256 with Ed25519 ...
///     const auto text = pith::add_bundle_signature(bundle->document, signature, crypto);

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pith/bundle.h"
#include "pith/crypto.h"
#include "pith/event.h"
#include "pith/export.h"
#include "pith/keyring.h"
#include "pith/result.h"
#include "pith/state.h"
#include "pith/verdict_cache.h"

namespace pith {

/// Options of unite_bundles().
struct UnionOptions {
  std::string_view subject;                     ///< the record; if empty, the one that the inputs name (SPEC 9.5)
  BundleKeys bundle_keys = BundleKeys::ignore;  ///< whether the keys that bundles list are trusted
  VerdictCache* verdicts = nullptr;  ///< where signatures are looked up before they are verified; may be null
  std::string_view built_at;     ///< an instant (SPEC 4.4), or empty: then the bundle does not say when it was built
  std::string_view signing_key;  ///< the key entry (SPEC 3.1) of who will sign the bundle, as JSON; or empty
};

/// What a union leaves out. The names are stable.
enum class LeftOutCode : std::uint8_t {
  event_too_deep,   ///< every copy of an event is nested too deeply to be in a bundle
  copy_too_deep,    ///< the same for the copy that came furthest; the bundle has another one, with another reason
  false_alias,      ///< an alias that is vouched for, and is not what follows from the record (SPEC 2.3)
  not_agreed,       ///< a member in which the bundles that a trusted registry key signed differ
  not_vouched_for,  ///< a member that no trusted registry key signed
};

/// The stable name of a code, as written in this header. Never fails; static storage.
PITH_API std::string_view name(LeftOutCode code) noexcept;

/// One thing that a union leaves out.
struct LeftOut {
  LeftOutCode code = LeftOutCode::event_too_deep;  ///< stable
  std::optional<Sha256Digest> event_id;            ///< the event that it is about, if any
  std::string member;                              ///< the member of the bundle that it is about, such as `links`
  std::string explanation;                         ///< for people; may quote any text of the input
};

/// The union of inputs as one bundle.
struct UnionBundle {
  std::string pith_number;          ///< the record
  std::string document;             ///< the bundle in canonical form, without `bundle_signature` and a newline
  Sha256Digest bundle_sha256 = {};  ///< SPEC 9.2: the hash of the document, which is what a key signs
  State state;                      ///< of the bundle's events, with its aliases
  bool has_record = false;          ///< whether the record is known, and the bundle has the members that follow from it
  std::vector<LeftOut> left_out;    ///< in a fixed order
  std::vector<Warning> warnings;    ///< of the inputs, as in MergedInputs

  /// Whether merging the bundle gives what merging the inputs gives, aliases aside: no event is left out, and no copy
  /// that decides about an event.
  bool is_whole() const noexcept;
};

/// Unites inputs as one bundle of one record. It has
///   - the distinct events of all inputs, whether they are valid or not, and one copy of each: an authentic one if
///     there is one, else the one that came furthest (SPEC 4.6), and of several such the least in canonical bytes. The
///     valid ones come first, in application order (SPEC 5.2), then the others by id;
///   - `canonical_record` and what follows from it, if an event or a bundle of the inputs has the record. Its Pith
///     Number proves it, whoever says so (SPEC 2.2);
///   - the aliases that a trusted registry key vouches for (SPEC 6.5);
///   - the keys of the keyring that the signers and receipts of its events name, and the signing key;
///   - the state of these events with these aliases (SPEC 8), and `merge_version`;
///   - `links`, `mirror_hints` and `timestamp_proofs`, each if all bundles of the record that a trusted registry key
///     signed have it and agree;
///   - `built_at`, if it is given.
/// The order, grouping, repetition and spelling of the inputs make no difference. Merging the bundle gives the state of
/// the inputs, if is_whole(), and apart from aliases. Once a registry key of the verifier signed it, every check of
/// SPEC 9.4 passes if every event is valid and the record is known.
/// Needs an empty subject or is_pith_number(subject), and an empty built_at or an instant.
/// Errors and `*refused_input`: as for merge_inputs(). Those of the keys document, or `bad_key`, if the signing key is
/// not one key entry, or differs from what the keyring knows of that key; `unreadable` if the bundle is over the size
/// limit. These are about all inputs.
/// Costs what merge_inputs() costs, and parses the inputs once more. Of an event with several different copies, each is
/// verified. Memory: that of merge_inputs(), and the bundle. Pure.
PITH_API Result<UnionBundle> unite_bundles(std::span<const std::string_view> inputs, const Keyring& keyring,
                                           const UnionOptions& options = {}, std::size_t* refused_input = nullptr);

/// The report as JSON, without the document and the state, and without a newline. docs/json.md describes the members.
/// Linear in the report. Pure.
PITH_API std::string to_json(const UnionBundle& bundle);

/// A signature over the 32 bytes of a `bundle_sha256`, as a bundle states it (SPEC 9.3). Views.
struct BundleSignature {
  std::string_view key_id;                  ///< of the key that signed
  std::string_view public_key_fingerprint;  ///< the same
  std::string_view signature_b64;           ///< 64 bytes in base64 (SPEC 3.8)
  std::string_view signed_at;               ///< an instant, or empty to leave it out; nothing signs it
};

/// What a bundle's signature is over: the hash of the bundle without `bundle_signature`. SPEC 9.2.
/// Errors: as for Bundle::parse(). Time n log n, memory proportional to n. Pure.
PITH_API Result<Sha256Digest> bundle_digest(std::string_view bundle_json, const Crypto& crypto);

/// The bundle in canonical form, without a newline, with this `bundle_signature` in place of any that it has. Does not
/// check the signature: Bundle::has_trusted_signature() does.
/// Needs texts that are UTF-8, and an empty signed_at or an instant.
/// Errors: as for Bundle::parse(). Time n log n, memory proportional to n. Pure.
PITH_API Result<std::string> add_bundle_signature(std::string_view bundle_json, const BundleSignature& signature,
                                                  const Crypto& crypto);

}  // namespace pith

#endif
