// From a merge to what a graph shows of it.
//
// The store has the whole content of authentic events. Of the others it has the reason alone, so if there are any, the
// inputs, which are still there, are read once more. The copies of an event have one content, so that it makes no
// difference which of them is read.
//
// Example: a valid event of 10:00, an unsigned one of 09:00, and one that is malformed. The graph shows them as
// unsigned, valid, malformed. Time n log n. Its test is tests/graph_test.cpp.

#include "engine/reports/graph_model.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

#include "canon/instant.h"
#include "engine/keys/key_table.h"
#include "engine/merge/equivocation.h"
#include "engine/merge/resolution.h"
#include "engine/merge/state.h"

namespace pith::engine {
namespace {

/// An event on its way into the model.
struct Candidate {
  GraphEvent event;
  EventIndex index = EventIndex::none();             // if it is authentic
  std::vector<std::pair<Sha256Digest, bool>> links;  // whether it is `prev_event`
  PrincipalNumber principal = PrincipalNumber::none();
  std::optional<canon::Instant> created_at;
};

/// SPEC 5.1, with events that have no instant at the end.
bool comes_before(const Candidate& left, const Candidate& right) {
  const auto key_of = [](const Candidate& candidate) {
    return std::tuple(!candidate.created_at, candidate.created_at.value_or(canon::Instant()),
                      candidate.event.event_type != record_created_type, candidate.event.id);
  };
  return key_of(left) < key_of(right);
}

template <class Item>
std::span<const std::pair<ShownEvent, Item>> find_all(const std::vector<std::pair<ShownEvent, Item>>& pairs,
                                                      ShownEvent event) {
  const auto begin = std::lower_bound(pairs.begin(), pairs.end(), event,
                                      [](const auto& pair, ShownEvent wanted) { return pair.first < wanted; });
  const auto end = std::find_if(begin, pairs.end(), [&](const auto& pair) { return pair.first != event; });
  return {begin, end};
}

class ModelMaker {
 public:
  ModelMaker(const InputMerge& merge, const InputMerge::Merged& merged)
      : merge_(merge), merged_(merged), store_(merged.events.store()), resolution_(resolve(store_)) {}

  GraphModel make() && {
    model_.pith_number = merged_.events.subject();
    model_.state_sha256 = compute_state(merged_.events, merged_.aliases).sha256;
    model_.valid_count = resolution_.valid_in_order.size();
    std::vector<Candidate> candidates = list_in_order();
    number(candidates);
    assign_lanes(candidates);
    link(candidates);
    add_equivocations();
    return std::move(model_);
  }

 private:
  Candidate read_authentic(EventIndex index, std::optional<Reason> reason) const {
    const AuthenticEvent& authentic = store_[index];
    const EventTexts texts = store_.texts(index);
    Candidate candidate;
    candidate.index = index;
    candidate.event.id = store_.id(index);
    candidate.event.reason = reason;
    candidate.event.is_superseded = !reason && resolution_.is_superseded[index];
    candidate.event.event_type = store_.class_of(index).event_type;
    candidate.event.target = store_.class_of(index).target;
    candidate.event.created_at = texts.created_at;
    candidate.event.signer_json = texts.signer_json;
    candidate.event.payload_json = texts.payload_json;
    candidate.principal = store_.class_of(index).principal;
    candidate.created_at = canon::parse_instant(texts.created_at);
    for (const DigestNumber link : store_.all_links(authentic)) {
      candidate.links.emplace_back(store_.digest(link), authentic.has_prev_event && candidate.links.empty());
    }
    return candidate;
  }

  /// Fills in what an event that no trusted key signed says.
  void read_unproven(const EventCopy& copy, const canon::CanonicalText& text, Candidate& candidate) {
    const canon::Value value = copy.value();
    const auto keep_string = [&](std::string_view member) {
      return model_.texts.store(value.find_string(member).value_or(""));
    };
    candidate.event.event_type = keep_string("event_type");
    candidate.event.target = keep_string("target");
    candidate.event.created_at = keep_string("created_at");
    candidate.created_at = canon::parse_instant(candidate.event.created_at);
    if (const std::optional<canon::Value> signer = value.find("signer")) {
      candidate.event.claimed_signer = model_.texts.store(signer->find_string("signer_id").value_or(""));
      candidate.event.signer_json = model_.texts.store(copy.canonical(*signer));
    }
    const auto content = parse_event_content(value);
    if (!content) {
      candidate.event.payload_json = model_.texts.store(canon::join(text.without(value, envelope_members)));
      return;
    }
    candidate.event.payload_json = model_.texts.store(copy.canonical(content->payload));
    if (content->prev_event) {
      candidate.links.emplace_back(*content->prev_event, true);
    }
    for (const Sha256Digest& id : content->supersedes) {
      candidate.links.emplace_back(id, false);
    }
  }

  /// The events that are not authentic, by id.
  std::vector<Candidate> list_unproven() {
    std::vector<Candidate> unproven;
    for (const DigestNumber number : store_.digest_numbers()) {
      if (const Entry entry = store_.entry(number); entry.reason) {
        Candidate& candidate = unproven.emplace_back();
        candidate.event.id = store_.digest(number);
        candidate.event.reason = entry.reason;
      }
    }
    const auto by_id = [](const Candidate& left, const Candidate& right) { return left.event.id < right.event.id; };
    std::sort(unproven.begin(), unproven.end(), by_id);
    if (unproven.empty()) {
      return unproven;
    }
    std::vector<bool> is_read(unproven.size(), false);
    merge_.for_each_event([&](canon::Value event, const canon::CanonicalText& text) {
      const EventCopy copy(event, text, merged_.events.keyring().crypto());
      const auto place =
          std::lower_bound(unproven.begin(), unproven.end(), copy.digest(),
                           [](const Candidate& candidate, const Sha256Digest& id) { return candidate.event.id < id; });
      const auto index = static_cast<std::size_t>(place - unproven.begin());
      if (place != unproven.end() && place->event.id == copy.digest() && !is_read[index]) {
        is_read[index] = true;
        read_unproven(copy, text, *place);
      }
    });
    return unproven;
  }

  std::vector<Candidate> list_in_order() {
    std::vector<Candidate> invalid = list_unproven();
    for (const EventIndex event : store_.authentic_events()) {
      if (!resolution_.is_valid[event]) {
        invalid.push_back(
            read_authentic(event, store_[event].has_bad_receipt ? Reason::bad_receipt : Reason::prev_event_unresolved));
      }
    }
    std::sort(invalid.begin(), invalid.end(), comes_before);
    std::vector<Candidate> all;
    all.reserve(invalid.size() + resolution_.valid_in_order.size());
    auto next = invalid.begin();
    for (const EventIndex event : resolution_.valid_in_order) {
      Candidate valid = read_authentic(event, std::nullopt);
      for (; next != invalid.end() && comes_before(*next, valid); ++next) {
        all.push_back(std::move(*next));
      }
      all.push_back(std::move(valid));
    }
    std::move(next, invalid.end(), std::back_inserter(all));
    return all;
  }

  void number(const std::vector<Candidate>& candidates) {
    shown_.reserve(candidates.size());
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      shown_.emplace_back(candidates[i].event.id, ShownEvent(i));
    }
    std::sort(shown_.begin(), shown_.end());
  }

  ShownEvent find(const Sha256Digest& id) const {
    const auto place = std::lower_bound(shown_.begin(), shown_.end(), id,
                                        [](const std::pair<Sha256Digest, ShownEvent>& pair,
                                           const Sha256Digest& wanted) { return pair.first < wanted; });
    return place != shown_.end() && place->first == id ? place->second : ShownEvent::none();
  }

  /// SPEC 3.7: by its hash, whom the events of each key of the keyring speak for.
  std::map<Sha256Digest, Principal> list_principals() const {
    std::map<Sha256Digest, Principal> principals;
    for (const TrustedKey* const key : merged_.events.keyring().table().keys()) {
      principals.emplace(key->principal, principal_of(key->entry));
    }
    return principals;
  }

  void assign_lanes(std::vector<Candidate>& candidates) {
    const std::map<Sha256Digest, Principal> principals = list_principals();
    std::map<PrincipalNumber, LaneIndex> known;
    bool has_nobody = false;
    for (Candidate& candidate : candidates) {
      if (candidate.principal.is_none()) {
        has_nobody = true;
        continue;
      }
      const auto [place, is_new] = known.try_emplace(candidate.principal);
      if (is_new) {
        const Principal principal = principals.at(store_.principal(candidate.principal));
        const GraphLane::Kind kind = principal.is_signer ? GraphLane::Kind::signer : GraphLane::Kind::key;
        place->second = model_.lanes.push_back(GraphLane{kind, principal.id});
      }
      candidate.event.lane = place->second;
      ++model_.lanes[place->second].event_count;
    }
    if (has_nobody) {
      const LaneIndex nobody = model_.lanes.push_back(GraphLane());
      for (Candidate& candidate : candidates) {
        if (candidate.principal.is_none()) {
          candidate.event.lane = nobody;
          ++model_.lanes[nobody].event_count;
        }
      }
    }
  }

  /// What an entry of `supersedes` does.
  LinkKind kind_of_entry(const Candidate& from, ShownEvent to, const std::vector<Candidate>& candidates) const {
    const EventIndex target = to.is_none() ? EventIndex::none() : candidates[to.value].index;
    const bool has_effect =
        !from.event.reason && find_effect(store_, resolution_, from.index, target) == LinkEffect::supersedes;
    return has_effect ? LinkKind::supersedes : LinkKind::supersedes_nothing;
  }

  void link(std::vector<Candidate>& candidates) {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      Candidate& candidate = candidates[i];
      candidate.event.first_link = model_.links.size();
      candidate.event.link_count = candidate.links.size();
      for (const auto& [id, is_prev_event] : candidate.links) {
        const ShownEvent to = find(id);
        const LinkKind kind = is_prev_event ? LinkKind::prev_event : kind_of_entry(candidate, to, candidates);
        model_.links.push_back({kind, to, id});
        if (kind == LinkKind::supersedes) {
          model_.superseded_by.emplace_back(to, ShownEvent(i));
        }
      }
    }
    for (Candidate& candidate : candidates) {
      model_.superseded_count += candidate.event.is_superseded ? 1U : 0U;
      model_.events.push_back(candidate.event);
    }
    std::sort(model_.superseded_by.begin(), model_.superseded_by.end());
  }

  void add_equivocations() {
    for (const Conflict& conflict : find_conflicts(store_, resolution_)) {
      GraphEquivocation equivocation;
      if (conflict.position) {
        const Sha256Digest& id = store_.digest(*conflict.position);
        equivocation.position = GraphLink{LinkKind::prev_event, find(id), id};
      }
      for (const EventIndex event : conflict.events) {
        const ShownEvent shown = find(store_.id(event));
        equivocation.events.push_back(shown);
        model_.entries.emplace_back(shown, model_.equivocations.size());
      }
      equivocation.is_resolved = is_resolved(resolution_, conflict);
      std::sort(equivocation.events.begin(), equivocation.events.end());
      model_.equivocations.push_back(std::move(equivocation));
    }
    std::sort(model_.entries.begin(), model_.entries.end());
  }

  const InputMerge& merge_;
  const InputMerge::Merged& merged_;
  const EventStore& store_;
  Resolution resolution_;
  std::vector<std::pair<Sha256Digest, ShownEvent>> shown_;  // sorted
  GraphModel model_;
};

}  // namespace

std::span<const std::pair<ShownEvent, ShownEvent>> GraphModel::superseders_of(ShownEvent event) const {
  return find_all(superseded_by, event);
}

std::span<const std::pair<ShownEvent, std::size_t>> GraphModel::entries_of(ShownEvent event) const {
  return find_all(entries, event);
}

GraphModel make_graph_model(const InputMerge& merge, const InputMerge::Merged& merged) {
  return ModelMaker(merge, merged).make();
}

}  // namespace pith::engine
