#ifndef PITH_EVIDENCE_H
#define PITH_EVIDENCE_H

/// @file
/// Evidence: documents that prove equivocations by themselves, and their check. SPEC 12.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pith/bundle.h"
#include "pith/crypto.h"
#include "pith/export.h"
#include "pith/keyring.h"
#include "pith/result.h"
#include "pith/state.h"
#include "pith/verdict_cache.h"

namespace pith {

/// Options of find_evidence().
struct EvidenceOptions {
  std::string_view subject;                     ///< the record; if empty, the one that the inputs name (SPEC 9.5)
  BundleKeys bundle_keys = BundleKeys::ignore;  ///< whether the keys that bundles list are trusted
  VerdictCache* verdicts = nullptr;  ///< where signatures are looked up before they are verified; may be null
};

/// What find_evidence() found.
struct Evidence {
  std::string subject;            ///< the record
  std::string document;           ///< in canonical form, without a newline; empty if there is no equivocation
  std::size_t proof_count = 0;    ///< one for each entry of `equivocations` of the state
  std::size_t event_count = 0;    ///< the distinct events that were merged, invalid ones included
  std::vector<Warning> warnings;  ///< of the inputs, as in MergedInputs
};

/// Merges inputs as merge_inputs() does, and proves each entry of `equivocations` of their state. The document depends
/// on the subject, the distinct events and their authentic copies, and the keyring; not on the order of anything.
/// SPEC 12.
/// Needs an empty subject, or is_pith_number(subject). Errors and `*refused_input`: as for merge_inputs().
/// Costs what merge_inputs() costs. If there is an equivocation, the inputs are parsed once more, and each copy of an
/// event of a proof is verified. A proof repeats two events, and an event may be in 64 proofs (SPEC 7.1).
PITH_API Result<Evidence> find_evidence(std::span<const std::string_view> inputs, const Keyring& keyring,
                                        const EvidenceOptions& options = {}, std::size_t* refused_input = nullptr);

/// Something that is wrong with evidence. The names are stable; SPEC 12 has them.
struct EvidenceFault {
  std::string name;                     ///< a reason of SPEC 4, or a name of SPEC 12
  std::optional<std::string> expected;  ///< what it should be, if there is such a value
  std::optional<std::string> actual;    ///< what it is, or what is wrong with it
  std::string pointer;                  ///< RFC 6901, into the document
};

/// Whom an event speaks for (SPEC 3.7).
struct EvidencePrincipal {
  bool is_signer = false;  ///< whether `id` is the `signer_id` that the key is bound to; else it is a fingerprint
  std::string id;          ///< of the signer, or of the key

  /// Member by member.
  friend bool operator==(const EvidencePrincipal&, const EvidencePrincipal&) = default;
};

/// What one proof says, and whether it holds. A proof lists at most one fault of each name, the first.
struct ProofReport {
  bool ok = false;                             ///< whether nothing is wrong with it
  std::optional<EvidencePrincipal> principal;  ///< of its first authentic event; std::nullopt if none is authentic
  std::string event_type;                      ///< as the proof states it
  std::string target;                          ///< the same
  std::optional<Sha256Digest> position;        ///< the same; std::nullopt for null
  std::vector<Sha256Digest> event_ids;         ///< the digests of the contents, in the order of the proof
  std::vector<EvidenceFault> faults;           ///< in the order in which they were found
};

/// The check of an evidence document.
struct EvidenceReport {
  std::string pith_number;            ///< as the document states it
  bool ok = false;                    ///< whether every proof holds, and nothing else is wrong
  std::vector<ProofReport> proofs;    ///< in the order of the document; at least one
  std::vector<EvidenceFault> faults;  ///< of its keys and of the order of its proofs; of each name the first
  std::vector<Warning> warnings;      ///< `keys_vouch_for_themselves`, if a signature held under one of its keys
};

/// Whether a text is meant as evidence: a JSON object whose `format` is `pith-merge.evidence.v1`, in any spelling.
/// Parses it. Time n log n. Pure.
PITH_API bool is_evidence(std::string_view json);

/// Checks evidence. It needs nothing else: no other event, and no file. The keys inside are a claim, as in a bundle
/// (SPEC 3.5): they count only with BundleKeys::trust. Any spelling of the JSON is accepted. SPEC 12.
/// Errors: those of the JSON (SPEC 1.4), `unreadable` over the size limit, or `not_evidence` with the place, if a
/// member is missing, unknown or of another type.
/// Time n log n, and one signature verification for each event. The same with and without a cache. Pure.
PITH_API Result<EvidenceReport> verify_evidence(std::string_view json, const Keyring& keyring,
                                                BundleKeys bundle_keys = BundleKeys::ignore,
                                                VerdictCache* verdicts = nullptr);

/// The report as `pith-merge verify --json` prints it, without `file` and without a newline. docs/json.md describes the
/// members. Linear in the report. Pure.
PITH_API std::string to_json(const EvidenceReport& report);

}  // namespace pith

#endif
