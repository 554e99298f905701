// What a union left out, as JSON. docs/json.md describes the members.

#include <optional>
#include <string>
#include <utility>

#include "canon/json_writer.h"
#include "engine/event_id.h"
#include "pith/union_bundle.h"

namespace pith {

std::string to_json(const UnionBundle& bundle) {
  canon::TextSink text;
  canon::JsonWriter out(text);
  const auto write_left_out = [&](const LeftOut& one) {
    out.object({
        {"code", [&] { out.string(name(one.code)); }},
        {"event_id", [&] { one.event_id ? out.string(event_id(*one.event_id)) : out.null(); }},
        {"member", [&] { out.string(one.member); }},
        {"explanation", [&] { out.string(one.explanation); }},
    });
  };
  const auto write_warning = [&](const Warning& warning) { out.string(describe(warning)); };
  out.object({
      {"format", [&] { out.string("pith-merge.bundle.v1"); }},
      {"ok", [&] { out.boolean(bundle.is_whole()); }},
      {"pith_number", [&] { out.string(bundle.pith_number); }},
      {"bundle_sha256", [&] { out.string(to_hex(bundle.bundle_sha256)); }},
      {"state_sha256", [&] { out.string(to_hex(bundle.state.sha256)); }},
      {"event_count", [&] { out.number(bundle.state.event_count); }},
      {"valid_event_count", [&] { out.number(bundle.state.applied_event_ids.size()); }},
      {"has_record", [&] { out.boolean(bundle.has_record); }},
      {"left_out", [&] { out.array(bundle.left_out, write_left_out); }},
      {"warnings", [&] { out.array(bundle.warnings, write_warning); }},
  });
  return std::move(text.text);
}

}  // namespace pith
