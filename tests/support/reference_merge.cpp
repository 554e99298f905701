#include "tests/support/reference_merge.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace pith::tests::reference {
namespace {

using Principal = std::pair<std::string, std::string>;

/// A distinct event, and what becomes of it.
struct Event {
  explicit Event(const Copy& copy) : id(copy.id), content(copy.content.get()), reason(copy.reason) {}

  std::string id;
  const Json* content;
  std::string reason;  // empty if the event is valid
  bool is_superseded = false;

  // Set if the event passed every check up to `bad_receipt`.
  std::string type;
  std::string target;
  std::string time;
  Principal principal;
  std::string prev;  // empty if `prev_event` is null
  std::vector<std::string> supersedes;
  std::vector<std::string> positions;  // SPEC 7.1; the empty text is the position null

  /// SPEC 7.2: whether it names the other one in `prev_event` or `supersedes`, directly.
  bool names(const std::string& other) const {
    return prev == other || std::find(supersedes.begin(), supersedes.end(), other) != supersedes.end();
  }
};

class Merger {
 public:
  Merger(const Checker& checker, const std::vector<Copy>& copies, const std::vector<Alias>& aliases, bool only)
      : checker_(checker) {
    gather(copies, only);
    gather_aliases(only ? std::vector<Alias>() : aliases);  // SPEC 8.4: with empty `source_aliases`
    put_in_order();
    // SPEC 6.1: superseded is a valid event that a valid event of the same principal lists in `supersedes`.
    for (Event* const event : applied_) {
      for (Event* const other : applied_) {
        other->is_superseded |= other->principal == event->principal && superseding(*event, other->id);
      }
    }
  }

  Outcome outcome() {
    Outcome result;
    result.document = document();
    // SPEC 8.3: the hash of the canonical form of the document without `state_sha256`.
    result.state_sha256 = hex(sha256(write(*read(result.document + "}"))));
    result.document += ",\"state_sha256\":\"" + result.state_sha256 + "\"}";
    warn(result);
    return result;
  }

  /// SPEC 9.6: the hash of {`aliases`, `events`, `keys`, `subject`}.
  std::string input_sha256() const {
    Json input{Json::Kind::object, "", {}, {}};
    input.members["aliases"] = aliases_;
    input.members["subject"] = string_json(checker_.subject());
    // `events`: each event id with its reason up to `bad_signature`, or `authentic`.
    Json& events = input.members["events"];
    events.kind = Json::Kind::object;
    for (const auto& [id, event] : events_) {
      const bool is_authentic =
          event.reason.empty() || event.reason == "bad_receipt" || event.reason == "prev_event_unresolved";
      events.members[id] = string_json(is_authentic ? "authentic" : event.reason);
    }
    // `keys`: [`key_id`, fingerprint, `signer_id`, `signer_type`, `rotates_at`] each, null for what is not set, sorted.
    std::map<std::pair<std::string, std::string>, Json> keys;
    const auto text_or_null = [](const std::optional<std::string>& text) { return text ? string_json(*text) : Json(); };
    for (const Key& key : checker_.keys()) {
      keys[{key.key_id, key.fingerprint}] =
          array_json({string_json(key.key_id), string_json(key.fingerprint), text_or_null(key.signer_id),
                      text_or_null(key.signer_type), text_or_null(key.rotates_at)});
    }
    input.members["keys"] = array_json({});
    for (const auto& [names, key] : keys) {
      input.members["keys"].items.push_back(key);
    }
    return hex(sha256(write(input)));
  }

 private:
  static bool superseding(const Event& event, const std::string& id) {
    return std::find(event.supersedes.begin(), event.supersedes.end(), id) != event.supersedes.end();
  }

  /// SPEC 4.3: objects with the same content are copies of one event. SPEC 4.6: one good copy is enough; without one,
  /// the copy that came furthest gives the reason.
  void gather(const std::vector<Copy>& copies, bool is_authentic_only) {
    const std::vector<std::string> far = {"content_hash_mismatch", "event_id_mismatch", "bad_signature", "bad_receipt",
                                          ""};
    const auto progress = [&](const std::string& reason) { return std::find(far.begin(), far.end(), reason); };
    for (const Copy& copy : copies) {
      const auto [event, is_new] = events_.try_emplace(copy.id, copy);
      if (!is_new && progress(copy.reason) > progress(event->second.reason)) {
        event->second.reason = copy.reason;
      }
    }
    // SPEC 8.4: every event that is not authentic is taken out; it is not counted or listed.
    std::erase_if(events_, [&](const auto& entry) {
      const std::string& reason = entry.second.reason;
      return is_authentic_only && !reason.empty() && reason != "bad_receipt";
    });
    for (auto& [id, event] : events_) {
      if (event.reason.empty()) {
        read_members(event);
      }
    }
  }

  void read_members(Event& event) const {
    const auto text = [&](const char* name) { return *event.content->find_string(name); };
    event.type = text("event_type");
    event.target = text("target");
    event.time = *instant(text("created_at"));
    event.principal = principal(event);
    event.prev = event.content->find_string("prev_event").value_or("");
    for (const Json& item : event.content->find("supersedes")->items) {
      event.supersedes.push_back(item.text);
    }
    // SPEC 7.1: the positions are its `prev_event`, if not null; else each of its `supersedes`; else the one position
    // null.
    if (!event.prev.empty()) {
      event.positions = {event.prev};
    } else {
      event.positions = event.supersedes.empty() ? std::vector<std::string>{""} : event.supersedes;
    }
  }

  /// SPEC 6.5: the union by (`alias_kind`, `alias_value`), each with its earliest `created_at` (as an instant, then as
  /// bytes), sorted by those two as bytes. One whose `created_at` is not an instant is left out.
  void gather_aliases(const std::vector<Alias>& aliases) {
    std::map<std::pair<std::string, std::string>, std::pair<std::string, std::string>> earliest;
    for (const Alias& alias : aliases) {
      if (const std::optional<std::string> time = instant(alias.created_at)) {
        const auto candidate = std::make_pair(*time, alias.created_at);
        const auto [known, is_new] = earliest.try_emplace({alias.kind, alias.value}, candidate);
        known->second = std::min(known->second, candidate);
      }
    }
    aliases_.kind = Json::Kind::array;
    for (const auto& [names, time] : earliest) {
      Json alias{Json::Kind::object, "", {}, {}};
      alias.members = {{"alias_kind", string_json(names.first)},
                       {"alias_value", string_json(names.second)},
                       {"created_at", string_json(time.second)}};
      aliases_.items.push_back(alias);
    }
  }

  /// SPEC 3.7: (`signer`, the `signer_id` that the key is bound to); (`key`, the fingerprint) if it is bound to none.
  Principal principal(const Event& event) const {
    const Json& signer = *event.content->find("signer");
    const std::string fingerprint = *signer.find_string("public_key_fingerprint");
    const Key* const key = checker_.find_key(*signer.find_string("key_id"), fingerprint);
    return key->signer_id ? Principal("signer", *key->signer_id) : Principal("key", fingerprint);
  }

  /// SPEC 5.1: by `created_at` as an instant; then `record_created` first; then by event id as bytes.
  static std::tuple<const std::string&, bool, const std::string&> rank(const Event& event) {
    return {event.time, event.type != "record_created", event.id};
  }

  /// SPEC 5.2: of the events that passed every check up to `bad_receipt`, repeatedly take the least by 5.1 among those
  /// whose links to others of them are all taken. SPEC 4.9 is decided in this order.
  void put_in_order() {
    std::vector<Event*> waiting;
    for (auto& [id, event] : events_) {
      if (event.reason.empty()) {
        waiting.push_back(&event);
      }
    }
    while (!waiting.empty()) {
      Event* least = nullptr;
      for (Event* const event : waiting) {
        const bool is_held_back =
            std::any_of(waiting.begin(), waiting.end(), [&](const Event* other) { return event->names(other->id); });
        if (!is_held_back && (least == nullptr || rank(*event) < rank(*least))) {
          least = event;
        }
      }
      std::erase(waiting, least);
      // SPEC 4.9, `prev_event_unresolved`: `prev_event` is not null, and no valid event has that id.
      const auto is_valid = [&](const std::string& id) {
        return std::any_of(applied_.begin(), applied_.end(), [&](const Event* event) { return event->id == id; });
      };
      if (least->prev.empty() || is_valid(least->prev)) {
        applied_.push_back(least);
      } else {
        least->reason = "prev_event_unresolved";
      }
    }
  }

  /// SPEC 6.3: {`event_id`, `target`, `created_at`, `signer`, `payload`}, the last two whole.
  static std::string entry(const Event& event) {
    return "{\"event_id\":\"" + event.id + "\",\"target\":" + write(*event.content->find("target")) +
           ",\"created_at\":" + write(*event.content->find("created_at")) +
           ",\"signer\":" + write(*event.content->find("signer")) +
           ",\"payload\":" + write(*event.content->find("payload")) + "}";
  }

  static std::string list(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) {
      text += (text.empty() ? "" : ",") + item;
    }
    return "[" + text + "]";
  }

  static std::string quoted(const std::string& text) { return write(string_json(text)); }

  /// The member `current`.
  std::string current() const {
    // SPEC 6.1: a valid event that is not superseded is live. SPEC 6.3: in application order.
    const auto live = [&](const char* type) {
      std::vector<const Event*> found;
      std::copy_if(applied_.begin(), applied_.end(), std::back_inserter(found),
                   [&](const Event* event) { return !event->is_superseded && event->type == type; });
      return found;
    };
    // SPEC 6.4: `record_created` is the first live event of that type or null; `canonical_record` is its record.
    const std::vector<const Event*> records = live("record_created");
    const Json* const record =
        records.empty() ? nullptr : records[0]->content->find("payload")->find("canonical_record");
    std::string text = "{\"canonical_record\":" + (record == nullptr ? "null" : write(*record)) +
                       ",\"source_aliases\":" + write(aliases_);
    // SPEC 6.2: each of these types has the list that is its plural. Other types are shown in no list.
    for (const char* const type : {"graph_snapshot", "author_attestation", "timestamp_anchor", "storage_attestation",
                                   "citation_signature", "replication_record", "correction", "mirror_hint"}) {
      std::vector<std::string> entries;
      for (const Event* const event : live(type)) {
        entries.push_back(entry(*event));
      }
      text += ",\"" + std::string(type) + "s\":" + list(entries);
    }
    return text + ",\"record_created\":" + (records.empty() ? "null" : entry(*records[0])) + "}";
  }

  /// SPEC 7.3: for each (principal, `event_type`, `target`, position), the events that conflict with another one there
  /// are one entry. The set sorts entries by `event_type`, `target`, `position` (null first) and ids.
  std::vector<std::string> equivocations() const {
    std::set<std::tuple<std::string, std::string, std::string, std::vector<std::string>>> entries;
    for (const Event* const event : applied_) {
      for (const std::string& position : event->positions) {
        const std::vector<const Event*> answers = answers_in(*event, position);
        if (answers.front() != event) {
          continue;  // the first of the answers has made this entry already
        }
        // SPEC 7.2: they share a position, and neither names the other.
        std::set<std::string> ids;
        for (const Event* const left : answers) {
          for (const Event* const right : answers) {
            if (left != right && !left->names(right->id) && !right->names(left->id)) {
              ids.insert({left->id, right->id});
            }
          }
        }
        if (!ids.empty()) {
          entries.insert({event->type, event->target, position, {ids.begin(), ids.end()}});
        }
      }
    }
    std::vector<std::string> texts;
    for (const auto& [type, target, position, ids] : entries) {
      std::vector<std::string> quoted_ids;
      for (const std::string& id : ids) {
        quoted_ids.push_back(quoted(id));
      }
      // `resolved` is true when at most one of them is live.
      const auto live =
          std::count_if(ids.begin(), ids.end(), [&](const std::string& id) { return !events_.at(id).is_superseded; });
      // `signer` is the four named members alone, of the event with the smallest id.
      Json signer = *events_.at(ids.front()).content->find("signer");
      std::erase_if(signer.members, [](const auto& member) {
        const std::set<std::string> named = {"signer_id", "signer_type", "key_id", "public_key_fingerprint"};
        return !named.contains(member.first);
      });
      texts.push_back("{\"event_type\":" + quoted(type) + ",\"target\":" + quoted(target) + ",\"position\":" +
                      (position.empty() ? "null" : quoted(position)) + ",\"signer\":" + write(signer) +
                      ",\"event_ids\":" + list(quoted_ids) + ",\"resolved\":" + (live <= 1 ? "true" : "false") + "}");
    }
    return texts;
  }

  /// All valid events of the class of `event` that claim this position.
  std::vector<const Event*> answers_in(const Event& event, const std::string& position) const {
    std::vector<const Event*> answers;
    std::copy_if(applied_.begin(), applied_.end(), std::back_inserter(answers), [&](const Event* other) {
      return same_class(*other, event) &&
             std::find(other->positions.begin(), other->positions.end(), position) != other->positions.end();
    });
    return answers;
  }

  /// SPEC 7.2: one principal, `event_type` and `target`.
  bool same_class(const Event& left, const Event& right) const {
    return left.type == right.type && left.target == right.target && left.principal == right.principal;
  }

  /// SPEC 8.1 lists the members, 8.2 says how they are written. Without `state_sha256` and the last bracket.
  std::string document() const {
    std::vector<std::string> invalid;
    for (const auto& [id, event] : events_) {
      if (!event.reason.empty()) {
        invalid.push_back("{\"event_id\":\"" + id + "\",\"reason\":\"" + event.reason + "\"}");
      }
    }
    std::vector<std::string> applied;
    for (const Event* const event : applied_) {
      applied.push_back(quoted(event->id));
    }
    const std::vector<std::string> entries = equivocations();
    return "{\"state_type\":\"pith_open_graph_state\",\"state_version\":\"1.0\",\"pith_number\":" +
           quoted(checker_.subject()) +
           ",\"merge_version\":\"pith-open-graph-merge-v1\",\"event_count\":" + std::to_string(events_.size()) +
           ",\"valid_event_count\":" + std::to_string(applied.size()) +
           ",\"invalid_event_count\":" + std::to_string(invalid.size()) +
           ",\"equivocation_count\":" + std::to_string(entries.size()) + ",\"current\":" + current() +
           ",\"equivocations\":" + list(entries) + ",\"invalid_events\":" + list(invalid) +
           ",\"applied_event_ids\":" + list(applied);
  }

  void warn(Outcome& result) const {
    for (const Event* const event : applied_) {
      // SPEC 6.1: an entry of `supersedes` that names no valid event, or another principal's.
      for (const std::string& id : event->supersedes) {
        const auto other = events_.find(id);
        if (other == events_.end() || !other->second.reason.empty()) {
          result.warnings.emplace_back("dangling_supersedes", event->id);
        } else if (other->second.principal != event->principal) {
          result.warnings.emplace_back("foreign_supersedes", event->id);
        }
      }
      // SPEC 6.6: more than one live event of one principal, type and target; by the first in application order.
      const auto is_like = [&](const Event* other) { return !other->is_superseded && same_class(*other, *event); };
      const auto first = std::find_if(applied_.begin(), applied_.end(), is_like);
      if (!event->is_superseded && *first == event && std::count_if(applied_.begin(), applied_.end(), is_like) > 1) {
        result.warnings.emplace_back("several_live", event->id);
      }
    }
    std::sort(result.warnings.begin(), result.warnings.end());
  }

  const Checker& checker_;
  std::map<std::string, Event> events_;  // by id
  std::vector<Event*> applied_;          // the valid ones, in application order
  Json aliases_;
};

}  // namespace

Outcome merge(const Checker& checker, const std::vector<Copy>& copies, const std::vector<Alias>& aliases,
              bool is_authentic_only) {
  return Merger(checker, copies, aliases, is_authentic_only).outcome();
}

std::string input_sha256(const Checker& checker, const std::vector<Copy>& copies, const std::vector<Alias>& aliases) {
  return Merger(checker, copies, aliases, false).input_sha256();
}

}  // namespace pith::tests::reference
