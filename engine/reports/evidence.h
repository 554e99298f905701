#ifndef PITH_ENGINE_REPORTS_EVIDENCE_H
#define PITH_ENGINE_REPORTS_EVIDENCE_H

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "canon/document.h"
#include "canon/json_writer.h"
#include "engine/bundles/input_merge.h"
#include "pith/evidence.h"

namespace pith::engine {

/// The value of `format` in a report on evidence.
inline constexpr std::string_view verify_evidence_format = "pith-merge.verify-evidence.v1";

/// SPEC 12: the members of each object of evidence, in canonical order.
inline constexpr std::array<std::string_view, 4> evidence_members = {"equivocations", "format", "keys", "pith_number"};
inline constexpr std::array<std::string_view, 4> proof_members = {"event_type", "events", "position", "target"};
inline constexpr std::array<std::string_view, 3> evidence_key_members = {"algorithm", "key_id", "public_key_b64"};
/// Those of SPEC 4.2 that are checked: nothing signs `signed_at`.
inline constexpr std::array<std::string_view, 6> evidence_signature_members = {
    "algorithm", "key_id", "public_key_fingerprint", "signature_b64", "signature_status", "signed_message"};

/// SPEC 12: proves each equivocation of what was merged. Reads the inputs of `merge` once more if there is one.
/// Needs `merged` to be the result of that merge. Costs as find_evidence() says.
Evidence prove_equivocations(const InputMerge& merge, const InputMerge::Merged& merged, VerdictCache* verdicts);

/// The principal that a key speaks for, as a report shows it.
EvidencePrincipal show_principal(const TrustedKey& key);

/// A proof whose form is right. Views of its document.
struct ProofForm {
  canon::Value value;
  std::string_view event_type;
  std::string_view target;
  std::optional<Sha256Digest> position;  // std::nullopt for null
  canon::Value events;
};

/// Evidence whose form is right. Views of its document.
struct EvidenceForm {
  std::string_view pith_number;
  canon::Value keys;
  std::vector<ProofForm> proofs;
};

/// SPEC 12: reads the members of evidence. The error is `not_evidence` with the place. Linear.
Result<EvidenceForm> read_evidence_form(const canon::Document& document);

/// Writes what a report on evidence says, as members of an object that is open: from `pith_number` to `warnings`.
/// Linear in the report.
void write_report_members(canon::JsonWriter<canon::TextSink>& out, const EvidenceReport& report);

}  // namespace pith::engine

#endif
