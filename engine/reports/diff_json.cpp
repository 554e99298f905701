// The difference of two inputs as JSON. docs/json.md describes the members.

#include "engine/event_id.h"
#include "engine/reports/diff.h"

namespace pith {
namespace engine {
namespace {

using Writer = canon::JsonWriter<canon::TextSink>;

void write_digest_or_null(Writer& out, const std::optional<Sha256Digest>& digest) {
  digest ? out.string(to_hex(*digest)) : out.null();
}
void write_unless_empty(Writer& out, std::string_view text) {
  text.empty() ? out.null() : out.string(text);
}

void write_input(Writer& out, const DiffInput& input, const std::function<void()>& write_file) {
  out.begin_object();
  write_file();
  out.members({
      {"kind", [&] { out.string(name(input.kind)); }},
      {"pith_number", [&] { out.string(input.pith_number); }},
      {"merge_version", [&] { out.string(input.merge_version); }},
      {"state_sha256", [&] { out.string(to_hex(input.state_sha256)); }},
      {"input_sha256", [&] { write_digest_or_null(out, input.input_sha256); }},
      {"event_count", [&] { out.number(input.event_count); }},
      {"stated_state_sha256", [&] { write_digest_or_null(out, input.stated_state_sha256); }},
      {"stated_state_holds", [&] { input.stated_state_sha256 ? out.boolean(input.stated_state_holds) : out.null(); }},
      {"signature_fault", [&] { input.signature_fault ? out.string(name(*input.signature_fault)) : out.null(); }},
      {"written_state_sha256", [&] { out.string_or_null(input.written_state_sha256); }},
      {"written_state_sha256_holds",
       [&] { input.written_state_sha256 ? out.boolean(input.written_state_sha256_holds) : out.null(); }},
      {"warnings", [&] { out.array(input.warnings, [&](const Warning& warning) { out.string(describe(warning)); }); }},
  });
  out.end_object();
}

void write_names(Writer& out, const KeyNames& key) {
  out.object({
      {"key_id", [&] { out.string(key.key_id); }},
      {"fingerprint", [&] { out.string(key.fingerprint); }},
  });
}

void write_copy(Writer& out, const std::shared_ptr<const CopyExplanation>& copy) {
  if (copy == nullptr) {
    out.null();
    return;
  }
  const bool has_detail = copy->detail != ReasonDetail::none;
  out.object({
      {"line", [&] { out.number(copy->line); }},
      {"pointer", [&] { out.string(copy->pointer); }},
      {"rule", [&] { out.string(copy->reason ? rule_of(*copy->reason) : "SPEC 4.7"); }},
      {"reason", [&] { copy->reason ? out.string(name(*copy->reason)) : out.null(); }},
      {"detail", [&] { has_detail ? out.string(name(copy->detail)) : out.null(); }},
      {"member", [&] { write_unless_empty(out, copy->member); }},
      {"expected", [&] { out.string_or_null(copy->expected); }},
      {"actual", [&] { out.string_or_null(copy->actual); }},
  });
}

void write_difference(Writer& out, const EventDiff& event) {
  out.object({
      {"difference", [&] { out.string(name(event.kind)); }},
      {"event_id", [&] { out.string(event_id(event.id)); }},
      {"in_a", [&] { write_unless_empty(out, event.in_a); }},
      {"in_b", [&] { write_unless_empty(out, event.in_b); }},
      {"cause", [&] { event.cause == EventDiffCause::unknown ? out.null() : out.string(name(event.cause)); }},
      {"key", [&] { event.key ? write_names(out, *event.key) : out.null(); }},
      {"copy_in_a", [&] { write_copy(out, event.copy_in_a); }},
      {"copy_in_b", [&] { write_copy(out, event.copy_in_b); }},
      {"states_id_of", [&] { event.states_id_of ? out.string(event_id(*event.states_id_of)) : out.null(); }},
      {"is_edited_copy", [&] { out.boolean(event.is_edited_copy); }},
  });
}

void write_difference(Writer& out, const AliasDiff& alias) {
  out.object({
      {"difference", [&] { out.string(name(alias.kind)); }},
      {"alias_kind", [&] { out.string(alias.alias_kind); }},
      {"alias_value", [&] { out.string(alias.alias_value); }},
      {"in_a", [&] { out.string_or_null(alias.created_in_a); }},
      {"in_b", [&] { out.string_or_null(alias.created_in_b); }},
  });
}

void write_difference(Writer& out, const KeyDiff& key) {
  out.object({
      {"difference", [&] { out.string(name(key.kind)); }},
      {"key", [&] { write_names(out, key.key); }},
      {"event_count", [&] { out.number(key.event_count); }},
  });
}

void write_difference(Writer& out, const StateChange& change) {
  out.object({
      {"difference", [&] { out.string(name(change.kind)); }},
      {"pointer", [&] { out.string(change.pointer); }},
      {"event", [&] { out.string_or_null(change.event); }},
      {"about", [&] { out.string_or_null(change.about); }},
      {"pointer_in_a", [&] { out.string_or_null(change.pointer_in_a); }},
      {"pointer_in_b", [&] { out.string_or_null(change.pointer_in_b); }},
      {"in_a", [&] { out.string_or_null(change.value_in_a); }},
      {"in_b", [&] { out.string_or_null(change.value_in_b); }},
  });
}

void write_difference(Writer& out, const StateChangeCount& counted) {
  out.object({
      {"pointer", [&] { out.string(counted.pointer); }},
      {"difference", [&] { out.string(name(counted.kind)); }},
      {"count", [&] { out.number(counted.count); }},
  });
}

}  // namespace

void write_input_diff(Writer& out, const InputDiff& difference,
                      const std::function<void(std::size_t input)>& write_file) {
  const std::optional<bool> same_input = difference.same_input();
  const auto list = [&](const auto& items) {
    out.array(items, [&](const auto& item) { write_difference(out, item); });
  };
  out.object({
      {"format", [&] { out.string("pith-merge.diff.v1"); }},
      {"kind", [&] { out.string("inputs"); }},
      {"equal", [&] { out.boolean(difference.equal); }},
      {"inputs",
       [&] {
         out.begin_array();
         write_input(out, difference.a, [&] { write_file(0); });
         write_input(out, difference.b, [&] { write_file(1); });
         out.end_array();
       }},
      {"same_input", [&] { same_input ? out.boolean(*same_input) : out.null(); }},
      {"causes", [&] { out.array(difference.causes, [&](DiffCause cause) { out.string(name(cause)); }); }},
      {"events", [&] { list(difference.events); }},
      {"aliases", [&] { list(difference.aliases); }},
      {"keys", [&] { list(difference.keys); }},
      {"changes", [&] { list(difference.changes); }},
      {"change_counts", [&] { list(difference.change_counts); }},
      {"bundle_changes", [&] { list(difference.bundle_changes); }},
      {"bundle_change_counts", [&] { list(difference.bundle_change_counts); }},
  });
}

}  // namespace engine

std::string_view name(DiffInputKind kind) noexcept {
  switch (kind) {
    case DiffInputKind::bundle:
      return "bundle";
    case DiffInputKind::events:
      return "events";
    case DiffInputKind::state:
      return "state";
  }
  return "";
}

std::string_view name(DiffCause cause) noexcept {
  switch (cause) {
    case DiffCause::other_record:
      return "other_record";
    case DiffCause::only_in_a:
      return "only_in_a";
    case DiffCause::only_in_b:
      return "only_in_b";
    case DiffCause::other_reason:
      return "other_reason";
    case DiffCause::aliases:
      return "aliases";
    case DiffCause::keys:
      return "keys";
    case DiffCause::merge_version:
      return "merge_version";
    case DiffCause::stated_state:
      return "stated_state";
    case DiffCause::other_merge:
      return "other_merge";
    case DiffCause::edited_state:
      return "edited_state";
  }
  return "";
}

std::string_view name(DiffKind kind) noexcept {
  switch (kind) {
    case DiffKind::only_in_a:
      return "only_in_a";
    case DiffKind::only_in_b:
      return "only_in_b";
    case DiffKind::other_value:
      return "other_value";
    case DiffKind::other_order:
      return "other_order";
  }
  return "";
}

std::string_view name(EventDiffCause cause) noexcept {
  switch (cause) {
    case EventDiffCause::unknown:
      return "unknown";
    case EventDiffCause::copies:
      return "copies";
    case EventDiffCause::keys:
      return "keys";
  }
  return "";
}

std::string to_json(const InputDiff& difference) {
  canon::TextSink text;
  canon::JsonWriter out(text);
  engine::write_input_diff(out, difference, [](std::size_t) {});
  return std::move(text.text);
}

}  // namespace pith
