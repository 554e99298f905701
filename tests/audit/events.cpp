#include "tests/audit/events.h"

#include <algorithm>
#include <array>

#include "pith/event.h"

namespace pith::tests::mirror {
namespace {

constexpr std::string_view signed_at = "2026-07-05T14:38:00.564145Z";

struct List {
  std::string_view type;
  std::string_view plural;
};

/// SPEC 6.2 and 8.1: the lists of `current`, in their order.
constexpr std::array<List, 8> lists = {{{"graph_snapshot", "graph_snapshots"},
                                        {"author_attestation", "author_attestations"},
                                        {"timestamp_anchor", "timestamp_anchors"},
                                        {"storage_attestation", "storage_attestations"},
                                        {"citation_signature", "citation_signatures"},
                                        {"replication_record", "replication_records"},
                                        {"correction", "corrections"},
                                        {"mirror_hint", "mirror_hints"}}};

Json id_text(const Sha256Digest& id) {
  return text(event_id(id));
}

Json id_or_null(const std::optional<Sha256Digest>& id) {
  return id ? id_text(*id) : null();
}

Json ids(const std::vector<Sha256Digest>& digests) {
  std::vector<Json> items;
  for (const Sha256Digest& digest : digests) {
    items.push_back(id_text(digest));
  }
  return array(items);
}

Json signer_json(const Signer& signer) {
  return object({{"signer_id", text(signer.signer_id)},
                 {"signer_type", text(signer.signer_type)},
                 {"key_id", text(signer.key_id)},
                 {"public_key_fingerprint", text(signer.fingerprint())}});
}

Fields content_of(const EventPlan& plan, const std::string& pith_number) {
  return {{"event_type", text(plan.type)},       {"subject_pith_number", text(pith_number)},
          {"target", text(plan.target)},         {"payload", plan.payload},
          {"signer", signer_json(*plan.signer)}, {"created_at", text(plan.created_at)},
          {"supersedes", ids(plan.supersedes)},  {"prev_event", id_or_null(plan.prev_event)},
          {"schema_version", text("1.0")}};
}

/// SPEC 6.3: an event as a list shows it.
Json entry(const Event& event) {
  return object({{"event_id", id_text(event.id)},
                 {"target", text(event.plan.target)},
                 {"created_at", text(event.plan.created_at)},
                 {"signer", canonical(signer_json(*event.plan.signer))},
                 {"payload", canonical(event.plan.payload)}});
}

Json live_of(std::string_view type, const std::vector<Event>& events) {
  std::vector<Json> entries;
  for (const Event& event : events) {
    if (event.reason.empty() && event.is_live && event.plan.type == type) {
      entries.push_back(entry(event));
    }
  }
  return array(entries);
}

Json fork_json(Fork fork) {
  std::sort(fork.event_ids.begin(), fork.event_ids.end());
  return object({{"event_type", text(fork.type)},
                 {"target", text(fork.target)},
                 {"position", id_or_null(fork.position)},
                 {"signer", canonical(signer_json(*fork.signer))},
                 {"event_ids", ids(fork.event_ids)},
                 {"resolved", constant(fork.is_resolved ? "true" : "false")}});
}

Json invalid_json(const std::vector<Event>& events) {
  std::vector<const Event*> invalid;
  for (const Event& event : events) {
    if (!event.reason.empty()) {
      invalid.push_back(&event);
    }
  }
  std::sort(invalid.begin(), invalid.end(), [](const Event* a, const Event* b) { return a->id < b->id; });
  std::vector<Json> items;
  for (const Event* const event : invalid) {
    items.push_back(object({{"event_id", id_text(event->id)}, {"reason", text(event->reason)}}));
  }
  return array(items);
}

}  // namespace

Json signature(const Signer& signer, std::string_view signed_message, const std::string& signature_b64,
               std::string_view time) {
  return object({{"signature_status", text("signed_v1")},
                 {"algorithm", text("ed25519")},
                 {"key_id", text(signer.key_id)},
                 {"public_key_fingerprint", text(signer.fingerprint())},
                 {"signature_b64", text(signature_b64)},
                 {"signed_message", text(signed_message)},
                 {"signed_at", text(time)}});
}

std::string other_signature(std::string signature_b64) {
  signature_b64.front() = signature_b64.front() == 'A' ? 'B' : 'A';
  return signature_b64;
}

Event sign(EventPlan plan, const std::string& pith_number, Damage damage) {
  Fields content = content_of(plan, pith_number);
  const Sha256Digest digest = crypto().sha256(object(content).canonical);
  Event event{std::move(plan), {}, digest, "", true};
  std::string signature_b64 = event.plan.signer->sign(digest);
  if (damage == Damage::signature) {
    signature_b64 = other_signature(signature_b64);
    event.reason = "bad_signature";
  } else if (damage == Damage::content) {
    event.plan.target += " changed";
    content = content_of(event.plan, pith_number);
    event.id = crypto().sha256(object(content).canonical);
    event.reason = "content_hash_mismatch";
  }
  Fields members = std::move(content);
  const auto schema_version = std::move(members.back());
  members.pop_back();
  members.emplace_back("signature",
                       signature(*event.plan.signer, "open_graph_event_sha256_bytes", signature_b64, signed_at));
  members.emplace_back("content_sha256", text(to_hex(digest)));
  members.push_back(schema_version);
  members.emplace_back("event_id", id_text(digest));
  event.json = object(members);
  return event;
}

Fields make_state(const std::string& pith_number, const std::vector<Event>& events, const Json& aliases,
                  const std::vector<Fork>& forks) {
  std::vector<Sha256Digest> applied;
  const Event* record_created = nullptr;
  for (const Event& event : events) {
    if (event.reason.empty()) {
      applied.push_back(event.id);
      if (event.plan.type == "record_created") {
        record_created = &event;
      }
    }
  }
  std::vector<Json> fork_entries;
  for (const Fork& fork : forks) {
    fork_entries.push_back(fork_json(fork));
  }
  Fields current = {{"canonical_record", null()}, {"source_aliases", canonical(aliases)}};
  for (const List& list : lists) {
    current.emplace_back(list.plural, live_of(list.type, events));
  }
  current.emplace_back("record_created", record_created == nullptr ? null() : entry(*record_created));
  if (record_created != nullptr) {
    replace(current, "canonical_record", canonical(record_created->plan.record));
  }
  return {{"state_type", text("pith_open_graph_state")},
          {"state_version", text("1.0")},
          {"pith_number", text(pith_number)},
          {"merge_version", text("pith-open-graph-merge-v1")},
          {"event_count", number(events.size())},
          {"valid_event_count", number(applied.size())},
          {"invalid_event_count", number(events.size() - applied.size())},
          {"equivocation_count", number(forks.size())},
          {"current", object(current)},
          {"equivocations", array(fork_entries)},
          {"invalid_events", invalid_json(events)},
          {"applied_event_ids", ids(applied)}};
}

}  // namespace pith::tests::mirror
