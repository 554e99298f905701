// The report on a bundle as JSON.

#include "engine/reports/report_json.h"

#include "engine/event_id.h"
#include "pith/diagnosis.h"

namespace pith::engine {
namespace {

using Writer = canon::JsonWriter<canon::TextSink>;

void write_key(Writer& out, const KeyInfo& key) {
  out.object({
      {"key_id", [&] { out.string(key.key_id); }},
      {"fingerprint", [&] { out.string(key.fingerprint); }},
      {"signer_id", [&] { out.string_or_null(key.signer_id); }},
      {"signer_type", [&] { out.string_or_null(key.signer_type); }},
      {"origin", [&] { out.string(name(key.origin)); }},
  });
}

void write_unknown(Writer& out, const UnknownKey& key) {
  out.object({
      {"key_id", [&] { out.string(key.key_id); }},
      {"fingerprint", [&] { out.string(key.fingerprint); }},
  });
}

void write_check(Writer& out, const Check& check) {
  out.object({
      {"name", [&] { out.string(check.name); }},
      {"ok", [&] { out.boolean(check.ok); }},
      {"expected", [&] { out.string_or_null(check.expected); }},
      {"actual", [&] { out.string_or_null(check.actual); }},
      {"pointer", [&] { out.string(check.pointer); }},
  });
}

void write_event(Writer& out, const EventReport& event) {
  out.object({
      {"event_id", [&] { out.string(event_id(event.id)); }},
      {"verdict", [&] { out.string(event.reason ? "invalid" : "valid"); }},
      {"reason", [&] { event.reason ? out.string(name(*event.reason)) : out.null(); }},
  });
}

}  // namespace

void write_report_members(Writer& out, const BundleReport& report) {
  const Diagnosis diagnosis = diagnose(report);
  const auto write_name = [&](const std::string& check) { out.string(check); };
  out.members({
      {"pith_number", [&] { out.string(report.pith_number); }},
      {"ok", [&] { out.boolean(report.ok); }},
      {"summary", [&] { out.string(diagnosis.summary); }},
      {"causes", [&] { out.array(diagnosis.causes, write_name); }},
      {"consequences", [&] { out.array(diagnosis.consequences, write_name); }},
      {"state_sha256", [&] { out.string(to_hex(report.state.sha256)); }},
      {"authentic_state_sha256", [&] { out.string(to_hex(report.authentic_state_sha256)); }},
      {"input_sha256", [&] { out.string(to_hex(report.input_sha256)); }},
      {"keys", [&] { out.array(report.keys, [&](const KeyInfo& key) { write_key(out, key); }); }},
      {"unknown_keys",
       [&] { out.array(report.unknown_keys, [&](const UnknownKey& key) { write_unknown(out, key); }); }},
      {"checks", [&] { out.array(report.checks, [&](const Check& check) { write_check(out, check); }); }},
      {"events", [&] { out.array(report.events, [&](const EventReport& event) { write_event(out, event); }); }},
      {"warnings", [&] { out.array(report.warnings, [&](const Warning& warning) { out.string(describe(warning)); }); }},
  });
}

}  // namespace pith::engine

namespace pith {

std::string to_json(const BundleReport& report) {
  canon::TextSink text;
  canon::JsonWriter out(text);
  out.begin_object();
  out.members({{"format", [&] { out.string(engine::verify_format); }}});
  engine::write_report_members(out, report);
  out.end_object();
  return std::move(text.text);
}

}  // namespace pith
