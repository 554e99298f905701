// The report on an event that is not published yet, as JSON. docs/json.md describes the members.

#include <utility>

#include "canon/json_writer.h"
#include "engine/event_id.h"
#include "engine/reports/would_fork.h"

namespace pith {
namespace {

using Writer = canon::JsonWriter<canon::TextSink>;

void write_id_or_null(Writer& out, const std::optional<Sha256Digest>& id) {
  id ? out.string(event_id(*id)) : out.null();
}
void write_ids(Writer& out, const std::vector<Sha256Digest>& ids) {
  out.array(ids, [&](const Sha256Digest& id) { out.string(event_id(id)); });
}

void write_principal(Writer& out, const std::optional<EvidencePrincipal>& principal) {
  if (!principal) {
    return out.null();
  }
  out.object({
      {"kind", [&] { out.string(principal->is_signer ? "signer" : "key"); }},
      {"id", [&] { out.string(principal->id); }},
  });
}

void write_key(Writer& out, const std::optional<CandidateKey>& key) {
  if (!key) {
    return out.null();
  }
  out.object({
      {"key_id", [&] { out.string(key->key_id); }},
      {"fingerprint", [&] { out.string(key->fingerprint); }},
      {"trusted", [&] { out.boolean(key->is_trusted); }},
      {"assumed", [&] { out.boolean(key->is_assumed); }},
      {"other_fingerprints",
       [&] { out.array(key->other_fingerprints, [&](const std::string& other) { out.string(other); }); }},
  });
}

void write_effect(Writer& out, const SupersedesEffect& entry) {
  out.object({
      {"event_id", [&] { out.string(event_id(entry.id)); }},
      {"effect", [&] { entry.effect == LinkEffect::none ? out.null() : out.string(name(entry.effect)); }},
  });
}

void write_entry(Writer& out, const ForkEntry& entry) {
  out.object({
      {"change", [&] { out.string(name(entry.change)); }},
      {"event_type", [&] { out.string(entry.event_type); }},
      {"target", [&] { out.string(entry.target); }},
      {"position", [&] { write_id_or_null(out, entry.position); }},
      {"event_ids", [&] { write_ids(out, entry.event_ids); }},
      {"event_count", [&] { out.number(entry.event_count); }},
      {"resolved", [&] { out.boolean(entry.is_resolved); }},
  });
}

void write_links(Writer& out, const EventLinks& links) {
  out.object({
      {"prev_event", [&] { write_id_or_null(out, links.prev_event); }},
      {"supersedes", [&] { write_ids(out, links.supersedes); }},
  });
}

void write_advice(Writer& out, const std::optional<ForkAdvice>& advice) {
  if (!advice) {
    return out.null();
  }
  out.object({
      {"follow", [&] { write_links(out, advice->follow); }},
      {"replace", [&] { advice->replace ? write_links(out, *advice->replace) : out.null(); }},
  });
}

}  // namespace

std::string to_json(const WouldFork& report) {
  canon::TextSink text;
  Writer out(text);
  const auto write_detail = [&] { report.detail == ReasonDetail::none ? out.null() : out.string(name(report.detail)); };
  const auto write_effects = [&] {
    out.array(report.supersedes, [&](const SupersedesEffect& entry) { write_effect(out, entry); });
  };
  const auto write_entries = [&] {
    out.array(report.equivocations, [&](const ForkEntry& entry) { write_entry(out, entry); });
  };
  const auto write_warnings = [&] {
    out.array(report.warnings, [&](const Warning& warning) { out.string(describe(warning)); });
  };
  out.object({
      {"format", [&] { out.string(engine::would_fork_format); }},
      {"ok", [&] { out.boolean(report.is_fine()); }},
      {"pith_number", [&] { out.string(report.pith_number); }},
      {"event_id", [&] { out.string(event_id(report.id)); }},
      {"draft", [&] { out.boolean(report.is_draft); }},
      {"known", [&] { out.boolean(report.is_known); }},
      {"copy_reason", [&] { report.copy_reason ? out.string(name(*report.copy_reason)) : out.null(); }},
      {"awaited", [&] { out.boolean(report.is_awaited); }},
      {"valid", [&] { out.boolean(report.is_valid()); }},
      {"reason", [&] { report.reason ? out.string(name(*report.reason)) : out.null(); }},
      {"detail", write_detail},
      {"member", [&] { report.member.empty() ? out.null() : out.string(report.member); }},
      {"expected", [&] { out.string_or_null(report.expected); }},
      {"actual", [&] { out.string_or_null(report.actual); }},
      {"key", [&] { write_key(out, report.key); }},
      {"fitting_key_count", [&] { report.fitting_keys ? out.number(*report.fitting_keys) : out.null(); }},
      {"principal", [&] { write_principal(out, report.principal); }},
      {"event_type", [&] { out.string_or_null(report.event_type); }},
      {"target", [&] { out.string_or_null(report.target); }},
      {"live", [&] { out.boolean(report.is_live); }},
      {"supersedes", write_effects},
      {"superseded", [&] { write_ids(out, report.superseded); }},
      {"superseded_count", [&] { out.number(report.superseded_count); }},
      {"equivocations", write_entries},
      {"equivocation_count", [&] { out.number(report.equivocation_count); }},
      {"also_live", [&] { write_ids(out, report.also_live); }},
      {"also_live_count", [&] { out.number(report.also_live_count); }},
      {"heads", [&] { write_ids(out, report.heads); }},
      {"head_count", [&] { out.number(report.head_count); }},
      {"advice", [&] { write_advice(out, report.advice); }},
      {"warnings", write_warnings},
  });
  return std::move(text.text);
}

}  // namespace pith
