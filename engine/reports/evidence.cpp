// SPEC 12: from the equivocations of a merge to a document that proves each of them.
//
// Two conflicting events prove an equivocation, so a proof has two, however many events its entry has. The store keeps
// what the state shows of an event and not the whole of it. So the inputs, which are still there, are read once more,
// and only copies that state one of the wanted ids are looked at. A merge that nobody asks for evidence pays nothing.
//
// Example: a, b and c conflict, and c is signed by another key of the same signer. The proof has a and b: who trusts
// that key needs no keyring that binds both keys to one signer. Counter-example: if every two conflicting events are
// signed by two keys, the proof has two keys, and holds only under a keyring that binds both.
//
// Time n log n in the events of the entries; then linear in the inputs and in the document. Its tests are
// tests/evidence_test.cpp and tests/cli/test_evidence.py.

#include "engine/reports/evidence.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "canon/encoding.h"
#include "canon/member.h"
#include "engine/bundles/split_input.h"
#include "engine/event_id.h"
#include "engine/events/check_event.h"
#include "engine/merge/equivocation.h"
#include "engine/merge/resolution.h"

namespace pith {
namespace engine {
namespace {

/// The two events of a proof: the smaller id comes first.
struct ProofPair {
  EventIndex first;
  EventIndex second;
};

/// A proof to be written.
struct Proof {
  ProofPair pair;
  std::optional<DigestNumber> position;
};

/// The first two events that conflict, of events of one class at one position that are sorted by id: the pair with the
/// smallest ids. SPEC 7.2: two of them conflict unless one supersedes the other. Time n log n in events and links.
std::optional<ProofPair> find_first_conflict(const EventStore& store, const std::vector<EventIndex>& events) {
  std::vector<std::pair<DigestNumber, std::size_t>> places;
  for (std::size_t i = 0; i < events.size(); ++i) {
    places.emplace_back(store[events[i]].number, i);
  }
  std::sort(places.begin(), places.end());
  std::vector<std::vector<std::size_t>> linked(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    for (const DigestNumber superseded : store.supersedes(store[events[i]])) {
      const auto place = std::lower_bound(places.begin(), places.end(), std::pair(superseded, std::size_t{0}));
      if (place != places.end() && place->first == superseded) {
        linked[i].push_back(place->second);
        linked[place->second].push_back(i);
      }
    }
  }
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (linked[i].size() + 1 < events.size()) {
      std::sort(linked[i].begin(), linked[i].end());
      // All before it are linked with it, or it would not be the first.
      std::size_t other = i + 1;
      while (std::binary_search(linked[i].begin(), linked[i].end(), other)) {
        ++other;
      }
      return ProofPair{events[i], events[other]};
    }
  }
  return std::nullopt;
}

/// SPEC 12: the pair that proves an entry. A pair that one key signed goes before all others.
ProofPair choose_pair(const EventStore& store, const Conflict& conflict) {
  std::map<std::pair<std::string_view, std::string_view>, std::vector<EventIndex>> by_key;
  for (const EventIndex event : conflict.events) {
    const std::string_view signer = store.texts(event).signer_json;
    by_key[{*canon::find_canonical_member(signer, "key_id"),
            *canon::find_canonical_member(signer, "public_key_fingerprint")}]
        .push_back(event);
  }
  const auto before = [&](const ProofPair& left, const ProofPair& right) {
    return std::tie(store.id(left.first), store.id(left.second)) <
           std::tie(store.id(right.first), store.id(right.second));
  };
  std::optional<ProofPair> best;
  for (const auto& [key, events] : by_key) {
    const std::optional<ProofPair> pair = find_first_conflict(store, events);
    if (pair && (!best || before(*pair, *best))) {
      best = pair;
    }
  }
  if (!best) {
    best = find_first_conflict(store, conflict.events);
  }
  assert(best);
  return *best;
}

/// SPEC 12: proofs are sorted as entries are, with the first id of the pair. Needs the order of the entries: only those
/// of one type, target and position may change places.
void sort_proofs(const EventStore& store, std::vector<Proof>& proofs) {
  const auto is_same_question = [&](const Proof& left, const Proof& right) {
    const ClassNumber a = store[left.pair.first].event_class;
    const ClassNumber b = store[right.pair.first].event_class;
    return left.position == right.position &&
           (a == b || (store.class_of(a).event_type == store.class_of(b).event_type &&
                       store.class_of(a).target == store.class_of(b).target));
  };
  for (auto begin = proofs.begin(), end = begin; begin != proofs.end(); begin = end) {
    end = std::find_if(begin + 1, proofs.end(), [&](const Proof& proof) { return !is_same_question(*begin, proof); });
    std::sort(begin, end, [&](const Proof& left, const Proof& right) {
      return store.id(left.pair.first) < store.id(right.pair.first);
    });
  }
}

std::vector<Proof> list_proofs(const EventStore& store) {
  std::vector<Proof> proofs;
  for (const Conflict& conflict : find_conflicts(store, resolve(store))) {
    proofs.push_back({choose_pair(store, conflict), conflict.position});
  }
  sort_proofs(store, proofs);
  return proofs;
}

/// A member's key and the colon after it. The key may be any text.
void append_key(std::string& out, std::string_view key, bool is_first) {
  out += is_first ? "" : ",";
  canon::append_string(out, key);
  out += ':';
}

/// The canonical form of an authentic copy, with the checked members of its signature alone.
std::string write_event(const EventCopy& copy) {
  const canon::Value event = copy.value();
  std::string out = "{";
  for (std::uint32_t i = 0; i < event.size(); ++i) {
    append_key(out, event.sorted_key(i), i == 0);
    if (event.sorted_key(i) != "signature") {
      out += copy.canonical(event.sorted_value(i));
      continue;
    }
    out += '{';
    for (const std::string_view member : evidence_signature_members) {
      append_key(out, member, member == evidence_signature_members.front());
      out += copy.canonical(*event.sorted_value(i).find(member));
    }
    out += '}';
  }
  return out + "}";
}

/// The whole events of all proofs, by id.
class WholeEvents {
 public:
  explicit WholeEvents(const InputMerge::Merged& merged) : merged_(merged) {}

  void want(EventIndex event) { events_.try_emplace(merged_.events.store().id(event)); }

  /// Takes a copy if it is authentic. A key can sign one event in several ways, so of several authentic copies the one
  /// with the least signature is kept, whatever their order.
  void offer(canon::Value value, const canon::CanonicalText& text, VerdictCache* verdicts) {
    const std::optional<std::string_view> stated = value.find_string("event_id");
    const std::optional<Sha256Digest> id = stated ? parse_event_id(*stated) : std::nullopt;
    const auto wanted = id ? events_.find(*id) : events_.end();
    if (wanted == events_.end()) {
      return;
    }
    const std::optional<canon::Value> signature = value.find("signature");
    const std::optional<std::string_view> bytes = signature ? signature->find_string("signature_b64") : std::nullopt;
    if (!bytes || (!wanted->second.json.empty() && *bytes >= wanted->second.signature_b64)) {
      return;
    }
    const Keyring& keyring = merged_.events.keyring();
    const EventCopy copy(value, text, keyring.crypto());
    const EventCheck check = check_event(copy, merged_.events.subject(), keyring, {verdicts, nullptr, nullptr});
    if (!check.reason || is_authentic(*check.reason)) {
      wanted->second = {std::string(*bytes), write_event(copy), check.key};
    }
  }

  const std::string& json(EventIndex event) const { return events_.at(merged_.events.store().id(event)).json; }

  /// SPEC 12: the keys that signed them, each once, by key_id and fingerprint.
  std::vector<const TrustedKey*> keys() const {
    std::vector<const TrustedKey*> keys;
    for (const auto& [id, event] : events_) {
      keys.push_back(event.key);
    }
    const auto name_of = [](const TrustedKey* key) { return KeyName{key->entry.key_id, key->entry.fingerprint}; };
    std::sort(keys.begin(), keys.end(), [&](const TrustedKey* left, const TrustedKey* right) {
      return compare_names(name_of(left), name_of(right)) < 0;
    });
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
  }

 private:
  struct WholeEvent {
    std::string signature_b64;
    std::string json;
    const TrustedKey* key = nullptr;
  };

  const InputMerge::Merged& merged_;
  std::map<Sha256Digest, WholeEvent> events_;
};

std::string write_evidence(const std::string& subject, const EventStore& store, const std::vector<Proof>& proofs,
                           const WholeEvents& events) {
  canon::TextSink text;
  canon::JsonWriter out(text);
  const auto write_proof = [&](const Proof& proof) {
    const EventClass& event_class = store.class_of(proof.pair.first);
    out.object({
        {"event_type", [&] { out.string(event_class.event_type); }},
        {"events",
         [&] {
           out.begin_array();
           out.json(events.json(proof.pair.first));
           out.json(events.json(proof.pair.second));
           out.end_array();
         }},
        {"position", [&] { proof.position ? out.string(event_id(store.digest(*proof.position))) : out.null(); }},
        {"target", [&] { out.string(event_class.target); }},
    });
  };
  const auto write_key = [&](const TrustedKey* key) {
    out.object({
        {"algorithm", [&] { out.string("ed25519"); }},
        {"key_id", [&] { out.string(key->entry.key_id); }},
        {"public_key_b64", [&] { out.string(canon::encode_base64(key->entry.public_key.bytes)); }},
    });
  };
  out.object({
      {"equivocations", [&] { out.array(proofs, write_proof); }},
      {"format", [&] { out.string(evidence_format); }},
      {"keys", [&] { out.array(events.keys(), write_key); }},
      {"pith_number", [&] { out.string(subject); }},
  });
  return std::move(text.text);
}

/// The distinct events, as State::event_count counts them.
std::size_t count_distinct_events(const EventStore& store) {
  std::size_t count = 0;
  for (const DigestNumber number : store.digest_numbers()) {
    count += store.entry(number).is_event() ? 1U : 0U;
  }
  return count;
}

}  // namespace

Evidence prove_equivocations(const InputMerge& merge, const InputMerge::Merged& merged, VerdictCache* verdicts) {
  const EventStore& store = merged.events.store();
  const std::vector<Proof> proofs = list_proofs(store);
  Evidence evidence{merged.events.subject(), "", proofs.size(), count_distinct_events(store), merged.warnings};
  if (proofs.empty()) {
    return evidence;
  }
  WholeEvents events(merged);
  for (const Proof& proof : proofs) {
    events.want(proof.pair.first);
    events.want(proof.pair.second);
  }
  merge.for_each_event(
      [&](canon::Value event, const canon::CanonicalText& text) { events.offer(event, text, verdicts); });
  evidence.document = write_evidence(evidence.subject, store, proofs, events);
  return evidence;
}

}  // namespace engine

Result<Evidence> find_evidence(std::span<const std::string_view> inputs, const Keyring& keyring,
                               const EvidenceOptions& options, std::size_t* refused_input) {
  engine::InputMerge merge(keyring, options.bundle_keys, {.verdicts = options.verdicts});
  Result<engine::InputMerge::Merged> merged = engine::merge_texts(merge, inputs, options.subject, refused_input);
  if (!merged) {
    return std::move(merged).error();
  }
  return engine::prove_equivocations(merge, *merged, options.verdicts);
}

}  // namespace pith
