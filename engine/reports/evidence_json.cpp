// The report on evidence as JSON. docs/json.md describes the members.

#include "engine/event_id.h"
#include "engine/reports/evidence.h"

namespace pith {
namespace engine {
namespace {

using Writer = canon::JsonWriter<canon::TextSink>;

void write_faults(Writer& out, const std::vector<EvidenceFault>& faults) {
  out.array(faults, [&](const EvidenceFault& fault) {
    out.object({
        {"name", [&] { out.string(fault.name); }},
        {"expected", [&] { out.string_or_null(fault.expected); }},
        {"actual", [&] { out.string_or_null(fault.actual); }},
        {"pointer", [&] { out.string(fault.pointer); }},
    });
  });
}

void write_principal(Writer& out, const std::optional<EvidencePrincipal>& principal) {
  if (!principal) {
    out.null();
    return;
  }
  out.object({
      {"kind", [&] { out.string(principal->is_signer ? "signer" : "key"); }},
      {"id", [&] { out.string(principal->id); }},
  });
}

void write_proof(Writer& out, const ProofReport& proof) {
  out.object({
      {"ok", [&] { out.boolean(proof.ok); }},
      {"principal", [&] { write_principal(out, proof.principal); }},
      {"event_type", [&] { out.string(proof.event_type); }},
      {"target", [&] { out.string(proof.target); }},
      {"position", [&] { proof.position ? out.string(event_id(*proof.position)) : out.null(); }},
      {"event_ids", [&] { out.array(proof.event_ids, [&](const Sha256Digest& id) { out.string(event_id(id)); }); }},
      {"faults", [&] { write_faults(out, proof.faults); }},
  });
}

}  // namespace

void write_report_members(Writer& out, const EvidenceReport& report) {
  out.members({
      {"pith_number", [&] { out.string(report.pith_number); }},
      {"ok", [&] { out.boolean(report.ok); }},
      {"proofs", [&] { out.array(report.proofs, [&](const ProofReport& proof) { write_proof(out, proof); }); }},
      {"faults", [&] { write_faults(out, report.faults); }},
      {"warnings", [&] { out.array(report.warnings, [&](const Warning& warning) { out.string(describe(warning)); }); }},
  });
}

}  // namespace engine

std::string to_json(const EvidenceReport& report) {
  canon::TextSink text;
  canon::JsonWriter out(text);
  out.begin_object();
  out.members({{"format", [&] { out.string(engine::verify_evidence_format); }}});
  engine::write_report_members(out, report);
  out.end_object();
  return std::move(text.text);
}

}  // namespace pith
