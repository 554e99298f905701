// The differences of two audits as JSON. docs/json.md describes the members.

#include "canon/json_writer.h"
#include "pith/audit_diff.h"

namespace pith {
namespace {

using Writer = canon::JsonWriter<canon::TextSink>;

void write_digest_or_null(Writer& out, const std::optional<Sha256Digest>& digest) {
  digest ? out.string(to_hex(*digest)) : out.null();
}

void write_state(Writer& out, const HeldState& state) {
  out.object({
      {"state_sha256", [&] { out.string(to_hex(state.state_sha256)); }},
      {"input_sha256", [&] { out.string(to_hex(state.input_sha256)); }},
  });
}

void write_side(Writer& out, const std::optional<RecordVerdict>& verdict) {
  if (!verdict) {
    out.null();
    return;
  }
  out.object({
      {"ok", [&] { out.boolean(verdict->ok); }},
      {"states", [&] { out.array(verdict->states, [&](const HeldState& state) { write_state(out, state); }); }},
      {"failed", [&] { out.array(verdict->failed, [&](const std::string& check) { out.string(check); }); }},
  });
}

}  // namespace

std::string_view name(RecordDifferenceKind kind) noexcept {
  switch (kind) {
    case RecordDifferenceKind::only_in_a:
      return "only_in_a";
    case RecordDifferenceKind::only_in_b:
      return "only_in_b";
    case RecordDifferenceKind::holds_in_a_only:
      return "holds_in_a_only";
    case RecordDifferenceKind::holds_in_b_only:
      return "holds_in_b_only";
    case RecordDifferenceKind::other_state:
      return "other_state";
    case RecordDifferenceKind::other_failures:
      return "other_failures";
  }
  return "";
}

std::string_view name(GroupDifferenceKind kind) noexcept {
  switch (kind) {
    case GroupDifferenceKind::only_in_a:
      return "only_in_a";
    case GroupDifferenceKind::only_in_b:
      return "only_in_b";
    case GroupDifferenceKind::other_hash:
      return "other_hash";
  }
  return "";
}

std::string to_json(const RecordDifference& difference) {
  canon::TextSink text;
  Writer out(text);
  out.object({
      {"pith_number", [&] { out.string(difference.pith_number); }},
      {"difference", [&] { out.string(name(difference.kind)); }},
      {"same_input",
       [&] { difference.kind == RecordDifferenceKind::other_state ? out.boolean(difference.same_input) : out.null(); }},
      {"a", [&] { write_side(out, difference.a); }},
      {"b", [&] { write_side(out, difference.b); }},
  });
  return std::move(text.text);
}

std::string to_json(const AuditDiffCounts& counts) {
  canon::TextSink text;
  Writer out(text);
  out.object({
      {"records", [&] { out.number(counts.records); }},
      {"same", [&] { out.number(counts.same); }},
      {"only_in_a", [&] { out.number(counts.only_in_a); }},
      {"only_in_b", [&] { out.number(counts.only_in_b); }},
      {"holds_in_a_only", [&] { out.number(counts.holds_in_a_only); }},
      {"holds_in_b_only", [&] { out.number(counts.holds_in_b_only); }},
      {"other_state", [&] { out.number(counts.other_state); }},
      {"other_state_same_input", [&] { out.number(counts.other_state_same_input); }},
      {"other_failures", [&] { out.number(counts.other_failures); }},
      {"refused_only_in_a", [&] { out.number(counts.refused_only_in_a); }},
      {"refused_only_in_b", [&] { out.number(counts.refused_only_in_b); }},
      {"unread_in_a", [&] { out.number(counts.unread_in_a); }},
      {"unread_in_b", [&] { out.number(counts.unread_in_b); }},
  });
  return std::move(text.text);
}

std::string to_json(const GroupDifference& difference) {
  canon::TextSink text;
  Writer out(text);
  out.object({
      {"prefix", [&] { out.string(difference.prefix); }},
      {"difference", [&] { out.string(name(difference.kind)); }},
      {"a_sha256", [&] { write_digest_or_null(out, difference.a); }},
      {"b_sha256", [&] { write_digest_or_null(out, difference.b); }},
  });
  return std::move(text.text);
}

}  // namespace pith
