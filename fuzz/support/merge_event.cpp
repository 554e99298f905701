#include "fuzz/support/merge_event.h"

#include <string_view>

#include "canon/parse.h"
#include "engine/keys/key_table.h"
#include "fuzz/support/claim.h"
#include "tests/support/respell.h"

namespace pith::fuzz {
namespace {

using tests::Draft;

constexpr std::size_t slot_count = 8192;  // about ten kilobytes each

/// FNV-1a, because std::hash differs between standard libraries.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : text) {
    hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001B3;
  }
  return hash ^ hash >> 32;
}

/// SPEC 3.5: adds the keys of a bundle to a keyring.
void trust_bundle_keys(Keyring& keyring, const std::string& public_keys) {
  const Result<canon::Document> document = canon::parse(public_keys);
  std::vector<engine::KeyCandidate> candidates;
  engine::RefusedKeys refused;
  for (const canon::Value entry : canon::Elements(document->root())) {
    engine::collect_bundle_key(keyring, entry, candidates.size(), candidates, refused);
  }
  keyring = engine::with_bundle_keys(keyring, std::move(candidates), refused);
  claim(refused.listed.empty(), "the keys of the bundle are sound");
}

template <class T>
const T& pick(const std::vector<T>& items, std::size_t choice) {
  return items[choice % items.size()];
}

/// Each choice below 256 gives another payload. Some contain numbers and strings that can be written in several ways.
std::string payload_of(std::size_t words) {
  static const std::vector<std::string> odd = {"null",
                                               "-0",
                                               "-0.0",
                                               "1e16",
                                               "0.00001",
                                               "{\"__proto__\":[],\"\\u0000\":{}}",
                                               "\"\\u0000\\u2028\"",
                                               "{\"\":\"\\ud83d\\ude00\"}"};
  return "{\"\xF0\x9F\x98\x80\":" + pick(odd, words / 32) + ",\"\xEF\xAC\xB3\":" + std::to_string(words % 32) + "}";
}

}  // namespace

const std::string& some_instant(std::size_t choice) {
  static const std::vector<std::string> instants = {
      "2026-07-01T00:00:00Z",           "2026-07-01T00:00:00.0Z",         "2026-07-01T00:00:00.000000000Z",
      "2026-07-01T00:00:00.000000001Z", "2026-06-30T23:59:59.999999999Z", "2026-07-02T00:00:00Z",
      "2026-07-04T23:59:59.99Z",        "2024-02-29T00:00:00Z",           "0001-01-01T00:00:00Z"};
  return pick(instants, choice);
}

std::string Plan::name() const {
  std::string text(letters.begin(), letters.end());
  const auto add = [&](const Sha256Digest& digest) { text.append(digest.bytes.begin(), digest.bytes.end()); };
  text += prev ? '1' : '0';
  if (prev) {
    add(*prev);
  }
  for (const Sha256Digest& digest : supersedes) {
    add(digest);
  }
  return text;
}

Maker::Maker()
    : checker_(world_.record.pith_number, world_.key_entries),
      faults_(content_faults(world_)),
      envelopes_(envelopes(world_, signatures_)),
      record_payloads_(record_payloads(world_)),
      slots_(slot_count) {
  // SPEC 3.5: a key that a bundle lists, with an end and a binding that are not read; and another entry of it.
  const std::vector<std::string> entries = {visitor_.key_entry("alice", "author", "0001-01-01T00:00:00Z"),
                                            visitor_.key_entry(std::nullopt, std::nullopt, "2026-07-01T00:00:00Z")};
  trust_bundle_keys(world_.keyring, tests::write_array(entries));
  for (const std::string& entry : entries) {
    checker_.trust_bundle_key(entry);
  }
  const tests::World& w = world_;
  signers_ = {&w.alice,    &w.alice,        &w.alice,          &w.alice_again, &w.bob,
              &w.bob,      &w.carol,        &w.typed,          &w.alice,       &w.bob,
              &w.registry, &w.registry,     &w.other_registry, &w.retired,     &w.stranger,
              &w.rotated,  &w.rotated_next, &w.alice_twin,     &w.carol_twin,  &visitor_};
  // merge_history.cpp chooses each of these with one byte. Items beyond these counts would never be chosen.
  claim(faults_.size() <= 64 && envelopes_.size() <= 85 && record_payloads_.size() <= 256,
        "each fault, envelope and payload of a record can be chosen");
}

std::size_t Maker::unreached_count() const {
  return faults_.unreached_count() + envelopes_.unreached_count() + record_payloads_.unreached_count();
}

std::shared_ptr<const Arrival> Maker::make(const Plan& plan) {
  std::string name = plan.name();
  std::shared_ptr<const Arrival>& slot = slots_[hash_of(name) % slots_.size()];
  if (!slot || slot->name != name) {
    slot = make_anew(plan, std::move(name));
  }
  return slot;
}

std::string Maker::write(const Plan& plan) {
  static const std::vector<std::string> odd = {
      "null", "[]", "{}", "1.50", "\"\\u0041\"", "true", "[{\"event_type\":0}]"};
  static const std::vector<std::string> types = {"graph_snapshot",
                                                 "graph_snapshot",
                                                 "correction",
                                                 "record_created",
                                                 "graph_snapshot",
                                                 "correction",
                                                 "mirror_hint",
                                                 "record_created",
                                                 "pith.integrity.v1",
                                                 "author_attestation",
                                                 "",
                                                 "graph_snapshots",
                                                 "timestamp_anchor",
                                                 "storage_attestation",
                                                 "citation_signature",
                                                 "replication_record"};
  static const std::vector<std::string> targets = {"graph", "graph", "graph", "", "\xEF\xAC\xB3", "\xF0\x9F\x98\x80"};
  const auto letter = [&](Plan::Letter which) { return std::size_t{plan.letters[which]}; };
  if (letter(Plan::is_odd) != 0) {
    return pick(odd, letter(Plan::words));
  }
  Draft draft(*pick(signers_, letter(Plan::signer)), world_.record.pith_number);
  draft.type(pick(types, letter(Plan::type))).target(pick(targets, letter(Plan::target)));
  draft.at(some_instant(letter(Plan::time))).supersedes(plan.supersedes).payload(payload_of(letter(Plan::words)));
  if (plan.prev) {
    draft.prev(*plan.prev);
  }
  if (pick(types, letter(Plan::type)) == "record_created") {
    draft.payload(record_payloads_.pick(letter(Plan::receipt))).set("number", std::to_string(letter(Plan::words)));
  }
  if (letter(Plan::fault) != 0) {
    faults_.pick(letter(Plan::fault) - 1)(draft);
  }
  envelopes_.pick(letter(Plan::envelope))(draft);
  return draft.json(signatures_.sign(draft.signer(), draft.digest()));
}

std::shared_ptr<const Arrival> Maker::make_anew(const Plan& plan, std::string name) {
  const std::string json = write(plan);
  tests::Chance spelling(plan.letters[Plan::spelling]);
  Arrival arrival{std::move(name), json, tests::respell(json, spelling), {}, checker_.check(json), world_.events()};
  const Result<EventVerdict> verdict = arrival.alone.add(json, &verdicts_);
  claim(bool{verdict}, "the engine accepts every event that is made here");
  arrival.id = verdict->id;
  return std::make_shared<const Arrival>(std::move(arrival));
}

}  // namespace pith::fuzz
