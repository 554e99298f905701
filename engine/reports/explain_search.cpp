// The copies that an explanation needs, looked up in one search through the inputs.
//
// Three kinds of events are looked for: the one that is explained, with each of its copies; the first causes of its
// links; and those of its wait chain. Of the others only the copy that came furthest is examined, and, if their reason
// is one that a key could mend, copies until one is found whose signature would then hold.
//
// Costs one reading of the documents that have such a copy. Its test is tests/explain/test_cost.py.

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/reports/explain.h"

namespace pith::engine {
namespace {

/// What is left to find out about an event.
struct Study {
  std::optional<Reason> reason;    ///< of the event, up to `bad_receipt`
  EventFacts* facts = nullptr;     ///< if it is of the wait chain
  bool is_decided = false;         ///< the copy that came furthest was seen
  bool seeks_copy = false;         ///< whose signature would hold
  std::size_t verified_count = 0;  ///< copies whose signature was verified for that
};

// SPEC 4.5 `unknown_key`: which keys the keyring has under the same `key_id`.
KeyExplanation explain_key(const EventContent& content, const KeyTable& keys, const InputMerge& inputs) {
  KeyExplanation explained;
  explained.key_id = cut_text(content.key_id);
  explained.fingerprint = cut_text(content.public_key_fingerprint);
  if (const TrustedKey* const key = keys.find(content.key_id, content.public_key_fingerprint)) {
    explained.trusted = key->info;
    explained.is_registry_key = key->is_registry_key();
  }
  explained.is_listed_by_bundle = inputs.lists_key(content.key_id, content.public_key_fingerprint);
  for (const TrustedKey* const key : keys.keys()) {
    if (key->entry.key_id == content.key_id && explained.same_key_id.size() < listed_faults_max) {
      explained.same_key_id.push_back(key->info);
    }
  }
  return explained;
}

CopyExplanation explain_copy(const Decided& decided, const EventCopy& copy, const EventCheck& check,
                             const CopyPlace& place, VerdictCache* verdicts) {
  CopyExplanation explained;
  explained.input = place.input;
  explained.line = place.line;
  explained.pointer = place.pointer;
  if (check.reason) {
    FaultValues values = find_values(decided.events, copy, check);
    explained.reason = check.reason;
    explained.detail = check.fault.detail;
    explained.member = fault_path(*check.reason, check.fault.member);
    explained.expected = std::move(values.expected);
    explained.actual = std::move(values.actual);
  }
  if (check.reason == Reason::content_hash_mismatch) {
    explained.signed_id =
        find_signed_digest(copy, *check.content, *check.key, decided.events.keyring().crypto(), {verdicts});
  }
  return explained;
}

class CauseSearch {
 public:
  CauseSearch(const Decided& decided, const InputMerge& inputs, VerdictCache* verdicts, Explanation& explanation)
      : decided_(decided), inputs_(inputs), verdicts_(verdicts), explanation_(explanation) {}

  std::vector<EventFacts> run(CopyFinder& copies, const WaitChain& chain) {
    std::vector<EventFacts> facts(chain.events.size());
    add(explanation_.id, nullptr);
    for (const LinkExplanation& link : explanation_.links) {
      if (link.first_cause && link.first_cause->reason) {
        add(link.first_cause->id, nullptr);
      }
    }
    for (std::size_t i = 0; i < chain.events.size(); ++i) {
      add(chain.events[i], &facts[i]);
    }
    copies.for_each_copy(events_, [&](const EventCopy& copy, const CopyPlace& place) {
      const auto event = std::find(events_.begin(), events_.end(), copy.digest());
      return visit(copy, place, studies_[static_cast<std::size_t>(event - events_.begin())]);
    });
    sort_copies();
    return facts;
  }

 private:
  void add(const Sha256Digest& event, EventFacts* facts) {
    const auto known = std::find(events_.begin(), events_.end(), event);
    const auto index = static_cast<std::size_t>(known - events_.begin());
    if (known == events_.end()) {
      events_.push_back(event);
      const EventStore& store = decided_.store();
      studies_.push_back({store.reason_of(*store.find(event))});
    }
    if (facts != nullptr) {
      studies_[index].facts = facts;
    }
  }

  /// Returns whether other copies of the event are wanted.
  bool visit(const EventCopy& copy, const CopyPlace& place, Study& study) {
    const bool is_explained = copy.digest() == explanation_.id;
    explanation_.copy_count += is_explained ? 1U : 0U;
    const bool is_listable = is_explained && explanation_.copies.size() < listed_faults_max;
    if (!is_listable && study.is_decided && !study.seeks_copy) {
      return is_explained;  // only counted
    }
    const EventCheck check = check_event(copy, decided_.events.subject(), decided_.events.keyring(), {verdicts_});
    const bool decides = !study.is_decided && check.reason == study.reason;
    study.is_decided = study.is_decided || decides;
    if (is_explained) {
      explain_content(check);
      // One place is kept for the copy that decides.
      if (decides || explanation_.copies.size() + (study.is_decided ? 0U : 1U) < listed_faults_max) {
        explanation_.copies.push_back(explain_copy(decided_, copy, check, place, verdicts_));
      }
    }
    if (decides) {
      explain_causes(copy, check);
      if (study.facts != nullptr) {
        *study.facts = read_facts(decided_, copy, check, verdicts_);
        study.seeks_copy = is_about_key(check.reason) && !study.facts->impossible;
      }
    }
    if (study.seeks_copy) {
      seek_copy(copy, *check.content, study);
    }
    return is_explained || !study.is_decided || study.seeks_copy;
  }

  void explain_content(const EventCheck& check) {
    if (explanation_.key || !check.content) {
      return;
    }
    explanation_.event_type = cut_text(check.content->event_type);
    explanation_.target = cut_text(check.content->target);
    explanation_.created_at = std::string(check.content->created_at_text);
    explanation_.signer_id = cut_text(check.content->signer_id);
    explanation_.signer_type = cut_text(check.content->signer_type);
    explanation_.key = explain_key(*check.content, keys(), inputs_);
  }

  /// In which way a first cause fails, in the copy that came furthest.
  void explain_causes(const EventCopy& copy, const EventCheck& check) {
    for (LinkExplanation& link : explanation_.links) {
      if (check.reason && link.first_cause && link.first_cause->id == copy.digest()) {
        FaultValues values = find_values(decided_.events, copy, check);
        link.first_cause->detail = check.fault.detail;
        link.first_cause->member = fault_path(*check.reason, check.fault.member);
        link.first_cause->expected = std::move(values.expected);
        link.first_cause->actual = std::move(values.actual);
      }
    }
  }

  // SPEC 4.6: the merge did not look at the envelope, because the key decided before.
  void seek_copy(const EventCopy& copy, const EventContent& content, Study& study) {
    const TrustedKey* const key = keys().find(content.key_id, content.public_key_fingerprint);
    // The merge verified none of these, and there may be many.
    const bool can_verify = key != nullptr && study.verified_count < listed_faults_max;
    if (check_envelope(copy, content, can_verify ? key : nullptr, crypto(), {verdicts_})) {
      study.verified_count += can_verify ? 1U : 0U;
      return;
    }
    study.facts->has_copy = can_verify;
    study.facts->may_have_copy = true;
    study.seeks_copy = false;
  }

  void sort_copies() {
    const auto came_further = [](const CopyExplanation& left, const CopyExplanation& right) {
      return left.reason != right.reason && (!left.reason || (right.reason && *left.reason > *right.reason));
    };
    std::stable_sort(explanation_.copies.begin(), explanation_.copies.end(), came_further);
  }

  const KeyTable& keys() const { return decided_.events.keyring().table(); }
  const Crypto& crypto() const { return decided_.events.keyring().crypto(); }

  const Decided& decided_;
  const InputMerge& inputs_;
  VerdictCache* verdicts_;
  Explanation& explanation_;
  std::vector<Sha256Digest> events_;
  std::vector<Study> studies_;  // of the event at the same place
};

}  // namespace

std::vector<EventFacts> study_copies(const Decided& decided, const InputMerge& inputs, CopyFinder& copies,
                                     const WaitChain& chain, VerdictCache* verdicts, Explanation& explanation) {
  return CauseSearch(decided, inputs, verdicts, explanation).run(copies, chain);
}

std::vector<std::shared_ptr<const CopyExplanation>> find_furthest_copies(const Decided& decided, CopyFinder& copies,
                                                                         std::span<const Sha256Digest> events,
                                                                         VerdictCache* verdicts) {
  std::vector<std::shared_ptr<const CopyExplanation>> furthest(events.size());
  copies.for_each_copy(events, [&](const EventCopy& copy, const CopyPlace& place) {
    const auto event = std::lower_bound(events.begin(), events.end(), copy.digest());
    const EventCheck check = check_event(copy, decided.events.subject(), decided.events.keyring(), {verdicts});
    // SPEC 4.6: the reason of an event is that of the copy that came furthest.
    const bool is_furthest = check.reason == decided.store().reason_of(*decided.store().find(*event));
    if (is_furthest) {
      furthest[static_cast<std::size_t>(event - events.begin())] =
          std::make_shared<const CopyExplanation>(explain_copy(decided, copy, check, place, verdicts));
    }
    return !is_furthest;
  });
  return furthest;
}

}  // namespace pith::engine
