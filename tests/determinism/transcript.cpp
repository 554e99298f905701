#include "tests/determinism/transcript.h"

#include <utility>

#include "pith/canonical.h"

namespace pith::determinism {

void Transcript::add(std::string_view label, std::string_view bytes) {
  text_ += label;
  text_ += ' ';
  text_ += std::to_string(bytes.size());
  text_ += ' ';
  text_ += bytes;
  text_ += '\n';
}

void Transcript::add_optional(std::string_view label, const std::optional<std::string>& bytes) {
  add(label, bytes.has_value());
  if (bytes) {
    add(label, std::string_view(*bytes));
  }
}

void Transcript::add(std::string_view label, const Error& error) {
  add(label, name(error.code));
  add_number("offset_bytes", error.place.offset_bytes);
  add_number("line", error.place.line);
  add_number("column", error.place.column);
}

void Transcript::add(std::string_view label, const Result<std::string>& result) {
  if (result) {
    add(label, std::string_view(*result));
  } else {
    add(label, result.error());
  }
}

void Transcript::add_canonical(std::string_view label, std::string document) {
  add(label, canonical_json(document));
  documents_.push_back({std::string(label), std::move(document)});
}

void Transcript::add(std::string_view label, const Result<EventVerdict>& verdict) {
  if (verdict) {
    add(label, verdict->id);
    add("reason", verdict->reason ? name(*verdict->reason) : std::string_view("none"));
  } else {
    add(label, verdict.error());
  }
}

void Transcript::add(std::string_view label, const State& state) {
  add(label, std::string_view(state.document));
  add("sha256", state.sha256);
  add_number("event_count", state.event_count);
  for (const Sha256Digest& id : state.applied_event_ids) {
    add("applied", id);
  }
  for (const InvalidEvent& invalid : state.invalid_events) {
    add("invalid", invalid.id);
    add("reason", name(invalid.reason));
  }
  for (const Equivocation& equivocation : state.equivocations) {
    add("event_type", std::string_view(equivocation.event_type));
    add("target", std::string_view(equivocation.target));
    add("position", std::string_view(equivocation.position ? to_hex(*equivocation.position) : "null"));
    add("signer", std::string_view(equivocation.signer_json));
    for (const Sha256Digest& id : equivocation.event_ids) {
      add("equivocates", id);
    }
    add("is_resolved", equivocation.is_resolved);
  }
  for (const Alias& alias : state.source_aliases) {
    add("alias", std::string_view(alias.kind));
    add("value", std::string_view(alias.value));
    add("created_at", std::string_view(alias.created_at));
  }
  for (const Warning& warning : state.warnings) {
    add("warning", name(warning.code));
    add("event", std::string_view(warning.event_id ? to_hex(*warning.event_id) : "none"));
  }
}

void Transcript::add(std::string_view label, const BundleReport& report) {
  add(label, report.ok);
  add("pith_number", std::string_view(report.pith_number));
  add("state", report.state);
  add("authentic", report.authentic_state_sha256);
  add("input_sha256", report.input_sha256);
  for (const KeyInfo& key : report.keys) {
    add("key", std::string_view(key.key_id));
    add("fingerprint", std::string_view(key.fingerprint));
    add_optional("signer_id", key.signer_id);
    add_optional("signer_type", key.signer_type);
    add_optional("rotates_at", key.rotates_at);
    add("origin", name(key.origin));
  }
  for (const Check& check : report.checks) {
    add("check", std::string_view(check.name));
    add("ok", check.ok);
    add("pointer", std::string_view(check.pointer));
    add_optional("expected", check.expected);
    if (check.expected) {
      add_optional("actual", check.actual);
    }
  }
  for (const EventReport& event : report.events) {
    add("event", event.id);
    add("reason", event.reason ? name(*event.reason) : std::string_view("none"));
    add("pointer", std::string_view(event.pointer));
  }
  for (const Warning& warning : report.warnings) {
    add("warning", name(warning.code));
  }
}

}  // namespace pith::determinism
