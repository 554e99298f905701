// The explanation of an event as JSON. docs/json.md describes the members.

#include "engine/event_id.h"
#include "engine/reports/explain.h"

namespace pith {
namespace engine {
namespace {

using Writer = canon::JsonWriter<canon::TextSink>;

void write_id_or_null(Writer& out, const std::optional<Sha256Digest>& id) {
  id ? out.string(event_id(*id)) : out.null();
}
void write_ids(Writer& out, const std::vector<Sha256Digest>& ids) {
  out.array(ids, [&](const Sha256Digest& id) { out.string(event_id(id)); });
}
void write_reason(Writer& out, const std::optional<Reason>& reason) {
  reason ? out.string(name(*reason)) : out.null();
}
void write_detail(Writer& out, ReasonDetail detail) {
  detail == ReasonDetail::none ? out.null() : out.string(name(detail));
}
void write_text_or_null(Writer& out, std::string_view text) {
  text.empty() ? out.null() : out.string(text);
}

void write_statement(Writer& out, const Statement& statement) {
  out.object({
      {"code", [&] { out.string(statement.code); }},
      {"rule", [&] { out.string(statement.rule); }},
      {"explanation", [&] { out.string(statement.explanation); }},
  });
}

/// The number of the clause of SPEC 4.5 `signer_mismatch`.
void write_clause(Writer& out, const CopyExplanation& copy) {
  const unsigned clause = copy.reason ? clause_of(*copy.reason, copy.detail) : 0;
  clause == 0 ? out.null() : out.number(clause);
}

void write_copy(Writer& out, const CopyExplanation& copy, const std::function<void(std::size_t)>& write_file) {
  out.begin_object();
  out.members({{"input", [&] { out.number(copy.input); }}});
  write_file(copy.input);
  out.members({
      {"line", [&] { out.number(copy.line); }},
      {"pointer", [&] { out.string(copy.pointer); }},
      {"rule", [&] { out.string(rule_of(copy)); }},
      {"reason", [&] { write_reason(out, copy.reason); }},
      {"detail", [&] { write_detail(out, copy.detail); }},
      {"clause", [&] { write_clause(out, copy); }},
      {"member", [&] { write_text_or_null(out, copy.member); }},
      {"expected", [&] { out.string_or_null(copy.expected); }},
      {"actual", [&] { out.string_or_null(copy.actual); }},
      {"signed_event_id", [&] { write_id_or_null(out, copy.signed_id); }},
  });
  out.end_object();
}

void write_trusted_key(Writer& out, const KeyInfo& key) {
  out.object({
      {"key_id", [&] { out.string(key.key_id); }},
      {"fingerprint", [&] { out.string(key.fingerprint); }},
      {"signer_id", [&] { out.string_or_null(key.signer_id); }},
      {"signer_type", [&] { out.string_or_null(key.signer_type); }},
      {"rotates_at", [&] { out.string_or_null(key.rotates_at); }},
      {"origin", [&] { out.string(name(key.origin)); }},
  });
}

void write_named_key(Writer& out, const KeyExplanation& key) {
  out.object({
      {"rule", [&] { out.string("SPEC 3.2"); }},
      {"key_id", [&] { out.string(key.key_id); }},
      {"fingerprint", [&] { out.string(key.fingerprint); }},
      {"trusted", [&] { key.trusted ? write_trusted_key(out, *key.trusted) : out.null(); }},
      {"is_registry_key", [&] { out.boolean(key.is_registry_key); }},
      {"listed_by_bundle", [&] { out.boolean(key.is_listed_by_bundle); }},
      {"same_key_id",
       [&] { out.array(key.same_key_id, [&](const KeyInfo& other) { write_trusted_key(out, other); }); }},
  });
}

void write_cause(Writer& out, const FirstCause& cause) {
  out.object({
      {"rule", [&] { out.string(cause.reason ? rule_of(*cause.reason) : "SPEC 4.9"); }},
      {"event_id", [&] { out.string(event_id(cause.id)); }},
      {"reason", [&] { write_reason(out, cause.reason); }},
      {"detail", [&] { write_detail(out, cause.detail); }},
      {"member", [&] { write_text_or_null(out, cause.member); }},
      {"expected", [&] { out.string_or_null(cause.expected); }},
      {"actual", [&] { out.string_or_null(cause.actual); }},
      {"through", [&] { write_ids(out, cause.through); }},
      {"through_count", [&] { out.number(cause.through_count); }},
  });
}

void write_link(Writer& out, const LinkExplanation& link) {
  out.object({
      {"rule", [&] { out.string(link.member == "prev_event" ? "SPEC 4.9" : "SPEC 6.1"); }},
      {"member", [&] { out.string(link.member); }},
      {"event_id", [&] { out.string(event_id(link.id)); }},
      {"outcome", [&] { out.string(name(link.outcome)); }},
      {"reason", [&] { write_reason(out, link.reason); }},
      {"effect", [&] { link.effect == LinkEffect::none ? out.null() : out.string(name(link.effect)); }},
      {"first_cause", [&] { link.first_cause ? write_cause(out, *link.first_cause) : out.null(); }},
  });
}

void write_order(Writer& out, const OrderExplanation& order) {
  out.object({
      {"rule", [&] { out.string(order.waited_for ? "SPEC 5.2" : "SPEC 5.1"); }},
      {"rank", [&] { out.number(order.rank); }},
      {"count", [&] { out.number(order.count); }},
      {"cause", [&] { out.string(name(order.cause)); }},
      {"previous", [&] { write_id_or_null(out, order.previous); }},
      {"waited_for", [&] { write_id_or_null(out, order.waited_for); }},
  });
}

void write_equivocation(Writer& out, const EquivocationExplanation& entry) {
  out.object({
      {"rule", [&] { out.string("SPEC 7.2"); }},
      {"position", [&] { write_id_or_null(out, entry.position); }},
      {"with", [&] { write_ids(out, entry.with); }},
      {"with_count", [&] { out.number(entry.with_count); }},
      {"others", [&] { write_ids(out, entry.others); }},
      {"others_count", [&] { out.number(entry.others_count); }},
      {"resolved", [&] { out.boolean(entry.is_resolved); }},
  });
}

void write_need(Writer& out, const Need& need) {
  out.object({
      {"rule", [&] { out.string(need.reason ? rule_of(*need.reason) : "SPEC 4.9"); }},
      {"code", [&] { out.string(name(need.code)); }},
      {"event_id", [&] { out.string(event_id(need.event)); }},
      {"reason", [&] { write_reason(out, need.reason); }},
      {"key_id", [&] { need.fingerprint.empty() ? out.null() : out.string(need.key_id); }},
      {"fingerprint", [&] { write_text_or_null(out, need.fingerprint); }},
      {"signer_id", [&] { out.string_or_null(need.signer_id); }},
      {"signer_type", [&] { out.string_or_null(need.signer_type); }},
      {"from_bundle", [&] { out.boolean(need.from_bundle); }},
      {"may_be_here", [&] { out.boolean(need.may_be_here); }},
      {"bound_keys", [&] { out.array(need.bound_keys, [&](const KeyInfo& key) { write_trusted_key(out, key); }); }},
  });
}

}  // namespace

void write_explanation(Writer& out, const Explanation& explanation,
                       const std::function<void(std::size_t input)>& write_file) {
  const auto write_copies = [&] {
    out.array(explanation.copies, [&](const CopyExplanation& copy) { write_copy(out, copy, write_file); });
  };
  out.object({
      {"format", [&] { out.string(explain_format); }},
      {"pith_number", [&] { out.string(explanation.pith_number); }},
      {"event_id", [&] { out.string(event_id(explanation.id)); }},
      {"valid", [&] { out.boolean(explanation.is_valid()); }},
      {"reason", [&] { write_reason(out, explanation.reason); }},
      {"rule", [&] { out.string(explanation.reason ? rule_of(*explanation.reason) : "SPEC 4.9"); }},
      {"live", [&] { out.boolean(explanation.is_live); }},
      {"event_type", [&] { out.string_or_null(explanation.event_type); }},
      {"target", [&] { out.string_or_null(explanation.target); }},
      {"created_at", [&] { out.string_or_null(explanation.created_at); }},
      {"signer_id", [&] { out.string_or_null(explanation.signer_id); }},
      {"signer_type", [&] { out.string_or_null(explanation.signer_type); }},
      {"story", [&] { out.array(explanation.story, [&](const Statement& one) { write_statement(out, one); }); }},
      {"copies", write_copies},
      {"copy_count", [&] { out.number(explanation.copy_count); }},
      {"key", [&] { explanation.key ? write_named_key(out, *explanation.key) : out.null(); }},
      {"links", [&] { out.array(explanation.links, [&](const LinkExplanation& link) { write_link(out, link); }); }},
      {"order", [&] { explanation.order ? write_order(out, *explanation.order) : out.null(); }},
      {"superseded_by", [&] { write_ids(out, explanation.superseded_by); }},
      {"superseded_by_count", [&] { out.number(explanation.superseded_by_count); }},
      {"equivocations",
       [&] {
         out.array(explanation.equivocations,
                   [&](const EquivocationExplanation& one) { write_equivocation(out, one); });
       }},
      {"needs", [&] { out.array(explanation.needs, [&](const Need& need) { write_need(out, need); }); }},
      {"needs_complete", [&] { out.boolean(explanation.is_needs_complete); }},
  });
}

}  // namespace engine

std::string to_json(const Explanation& explanation) {
  canon::TextSink text;
  canon::JsonWriter out(text);
  engine::write_explanation(out, explanation, [](std::size_t) {});
  return std::move(text.text);
}

}  // namespace pith
