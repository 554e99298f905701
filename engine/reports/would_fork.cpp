// Before an event is published: what merging it would change.
//
// The inputs are merged, and their links and conflicts are found. Then the event is added, and both are found again.
// The difference is the report, so it says what a merge shows and has no rule of its own. A draft is added as if its
// signer had signed it.
//
// The advice follows from the links alone. Links point backwards, so of the valid events of one principal, type and
// target at least one is a head: no other one of them links to it. Whoever follows a head claims a position that none
// of them claims. Example: a, and b that follows a. The head is b, and a second event that follows b forks nothing.
// Counter-example: superseding a and b with no `prev_event` claims the position a, which b claims too; it forks nothing
// only because it names b.
//
// One kind of fork cannot be avoided by other links: events that already link to the advised event, because it was
// published before. So then there is no advice. Nor is there any if the event would be too large with these links. And
// an event that would have to supersede more than an event may cannot replace what is live: then it can only follow.
//
// Costs two resolutions, n log n. Its tests are tests/publish/test_would_fork.py, which compares it with the reference,
// and tests/would_fork_test.cpp.

#include "engine/reports/would_fork.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "canon/json_writer.h"
#include "canon/lexer.h"
#include "canon/parse.h"
#include "engine/bundles/split_input.h"
#include "engine/event_id.h"
#include "engine/events/check_event.h"
#include "engine/merge/equivocation.h"
#include "engine/merge/resolution.h"
#include "engine/merge/state.h"
#include "engine/records/record_identity.h"
#include "engine/reports/evidence.h"
#include "engine/reports/explain.h"

namespace pith {
namespace engine {
namespace {

/// What links and positions come to.
struct Decisions {
  explicit Decisions(const EventStore& store)
      : event_count(store.authentic_count()),
        resolution(resolve(store)),
        conflicts(find_conflicts(store, resolution)) {}

  /// Whether an event was there, and is valid.
  bool is_valid(EventIndex event) const { return event.value < event_count && resolution.is_valid[event]; }
  bool is_live(EventIndex event) const { return event.value < event_count && resolution.is_live(event); }

  std::uint32_t event_count;
  Resolution resolution;
  std::vector<Conflict> conflicts;
};

/// Appends an id to a list of which only the first are kept.
void list(const Sha256Digest& id, std::vector<Sha256Digest>& ids, std::size_t& count) {
  if (++count <= listed_faults_max) {
    ids.push_back(id);
  }
}

/// What names an entry: class and position.
std::pair<ClassNumber, std::optional<DigestNumber>> name_of(const EventStore& store, const Conflict& conflict) {
  return {store[conflict.events.front()].event_class, conflict.position};
}

class Judge {
 public:
  Judge(const RecordEvents& events, const Decisions& before, const EventCopy& copy, EventIndex event, WouldFork& report)
      : crypto_(events.keyring().crypto()),
        store_(events.store()),
        before_(before),
        after_(store_),
        copy_(copy),
        event_(event),
        report_(report) {}

  const Resolution& resolution() const { return after_.resolution; }

  void run() {
    report_.is_live = after_.is_live(event_);
    report_.is_awaited = is_awaited(report_.id);
    list_supersedes();
    list_superseded();
    list_equivocations();
    list_of_class();
    advise();
  }

 private:
  // SPEC 6.1
  void list_supersedes() {
    for (const DigestNumber number : store_.supersedes(store_[event_])) {
      const LinkEffect effect = after_.is_valid(event_)
                                    ? find_effect(store_, after_.resolution, event_, store_.find_authentic(number))
                                    : LinkEffect::none;
      report_.supersedes.push_back({store_.digest(number), effect});
    }
  }

  void list_superseded() {
    for (const EventIndex event : after_.resolution.valid_in_order) {
      if (before_.is_live(event) && !after_.is_live(event)) {
        list(store_.id(event), report_.superseded, report_.superseded_count);
      }
    }
  }

  // SPEC 7.3. Adding an event never removes one from an entry, so an entry changed if it has another size.
  void list_equivocations() {
    std::map<std::pair<ClassNumber, std::optional<DigestNumber>>, std::size_t> sizes;
    for (const Conflict& conflict : before_.conflicts) {
      sizes.emplace(name_of(store_, conflict), conflict.events.size());
    }
    for (const Conflict& conflict : after_.conflicts) {
      const auto earlier = sizes.find(name_of(store_, conflict));
      if (earlier == sizes.end()) {
        list_entry(conflict, EntryChange::created);
      } else if (earlier->second != conflict.events.size()) {
        list_entry(conflict, EntryChange::grown);
      } else if (std::find(conflict.events.begin(), conflict.events.end(), event_) != conflict.events.end()) {
        list_entry(conflict, EntryChange::none);
      }
    }
  }

  void list_entry(const Conflict& conflict, EntryChange change) {
    if (++report_.equivocation_count > listed_faults_max) {
      return;
    }
    const EventClass& event_class = store_.class_of(conflict.events.front());
    ForkEntry entry;
    entry.change = change;
    entry.event_type = cut_text(event_class.event_type);
    entry.target = cut_text(event_class.target);
    if (conflict.position) {
      entry.position = store_.digest(*conflict.position);
    }
    for (const EventIndex event : conflict.events) {
      list(store_.id(event), entry.event_ids, entry.event_count);
    }
    entry.is_resolved = is_resolved(after_.resolution, conflict);
    report_.equivocations.push_back(std::move(entry));
  }

  bool is_of_class(EventIndex event) const { return store_[event].event_class == store_[event_].event_class; }

  void list_of_class() {
    std::vector<EventIndex> of_class;
    containers::TypedTable<DigestNumber, std::vector<bool>> is_linked;
    is_linked.resize(store_.digest_count());
    for (const EventIndex event : after_.resolution.valid_in_order) {
      if (!is_of_class(event)) {
        continue;
      }
      if (event != event_ && after_.is_live(event)) {
        list(store_.id(event), report_.also_live, report_.also_live_count);
      }
      if (before_.is_valid(event)) {
        of_class.push_back(event);
        for (const DigestNumber link : store_.all_links(store_[event])) {
          is_linked[link] = true;
        }
      }
    }
    for (const EventIndex event : of_class) {
      if (!is_linked[store_[event].number]) {
        list(store_.id(event), report_.heads, report_.head_count);
        if (before_.is_live(event) || head_.is_none() || !before_.is_live(head_)) {
          head_ = event;
        }
      }
      if (before_.is_live(event)) {
        live_.push_back(event);
      }
    }
  }

  // SPEC 7.1: with a `prev_event`, what an event supersedes is not a position.
  void advise() {
    EventLinks links;
    if (!head_.is_none()) {
      links.prev_event = store_.id(head_);
    }
    for (const DigestNumber number : store_.supersedes(store_[event_])) {
      links.supersedes.push_back(store_.digest(number));
    }
    ForkAdvice advice{links, links};
    for (const EventIndex event : live_) {
      std::vector<Sha256Digest>& replaced = advice.replace->supersedes;
      if (std::find(replaced.begin(), replaced.end(), store_.id(event)) == replaced.end()) {
        replaced.push_back(store_.id(event));
      }
      if (replaced.size() > supersedes_max) {  // SPEC 4.5
        advice.replace.reset();
        break;
      }
    }
    if (can_be_followed(advice.follow) && (!advice.replace || can_be_followed(*advice.replace))) {
      report_.advice = std::move(advice);
    }
  }

  /// Whether the event with other links would be in bounds (SPEC 4.5), and nothing waits for it.
  bool can_be_followed(const EventLinks& links) const {
    const std::string content = with_links(links);
    return content.size() <= content_size_bytes_max && !is_awaited(crypto_.sha256(content));
  }

  /// Whether other events link to an event that was not there. Whatever they do then is not the advice's to avoid.
  bool is_awaited(const Sha256Digest& id) const {
    const std::optional<DigestNumber> number = store_.find(id);
    const EventIndex found = number ? store_.find_authentic(*number) : EventIndex::none();
    if (!number || (!found.is_none() && found.value < before_.event_count)) {
      return false;
    }
    for (const EventIndex event : store_.authentic_events()) {
      const std::span<const DigestNumber> links = store_.all_links(store_[event]);
      if (std::find(links.begin(), links.end(), *number) != links.end()) {
        return true;
      }
    }
    return false;
  }

  /// SPEC 4.2: the content of the event with other links, in canonical form.
  std::string with_links(const EventLinks& links) const {
    canon::TextSink content;
    canon::JsonWriter out(content);
    const canon::Value event = copy_.value();
    out.begin_object();
    for (std::uint32_t i = 0; i < event.size(); ++i) {
      const std::string_view key = event.sorted_key(i);
      if (std::find(envelope_members.begin(), envelope_members.end(), key) != envelope_members.end()) {
        continue;
      }
      out.any_key(key);
      if (key == "prev_event") {
        links.prev_event ? out.string(event_id(*links.prev_event)) : out.null();
      } else if (key == "supersedes") {
        out.array(links.supersedes, [&](const Sha256Digest& id) { out.string(event_id(id)); });
      } else {
        out.json(copy_.canonical(event.sorted_value(i)));
      }
    }
    out.end_object();
    return std::move(content.text);
  }

  const Crypto& crypto_;
  const EventStore& store_;
  const Decisions& before_;
  Decisions after_;
  const EventCopy& copy_;
  EventIndex event_;
  WouldFork& report_;
  EventIndex head_ = EventIndex::none();  // the one to follow: the last that is live, or else the last
  std::vector<EventIndex> live_;          // of the class, in application order, without the event
};

bool has_envelope(canon::Value event) {
  return std::any_of(envelope_members.begin(), envelope_members.end(),
                     [&](std::string_view member) { return event.find(member).has_value(); });
}

/// Adds the event. A draft is added as authentic if its content passes. Returns what the checks found.
EventCheck add_candidate(RecordEvents& events, const EventCopy& copy, const canon::CanonicalText& text, bool is_draft,
                         VerdictCache* verdicts) {
  if (!is_draft) {
    events.add(copy.value(), text, verdicts);
    return check_event(copy, events.subject(), events.keyring(), {verdicts, nullptr, nullptr});
  }
  EventCheck check = check_draft(copy, events.subject(), events.keyring(), {verdicts, nullptr, nullptr});
  if (!check.reason || is_authentic(*check.reason)) {
    events.add_authentic({copy.digest(), *check.content, copy.canonical(check.content->signer),
                          copy.canonical(check.content->payload), check.key->principal,
                          check.reason == Reason::bad_receipt});
  }
  return check;
}

void describe_fault(const RecordEvents& events, const EventCopy& copy, const EventCheck& check, WouldFork& report) {
  if (report.reason && check.reason == report.reason) {
    report.detail = check.fault.detail;
    report.member = fault_path(*check.reason, check.fault.member);
    FaultValues values = find_values(events, copy, check);
    report.expected = std::move(values.expected);
    report.actual = std::move(values.actual);
  } else if (report.reason == Reason::prev_event_unresolved) {
    report.member = "prev_event";
  }
}

/// The same for an event that names its key.
WouldFork judge_complete(const canon::Document& candidate, InputMerge::Merged& merged, VerdictCache* verdicts) {
  const EventStore& store = merged.events.store();
  const canon::CanonicalText text(candidate);
  const EventCopy copy(candidate.root(), text, merged.events.keyring().crypto());
  WouldFork report;
  report.pith_number = merged.events.subject();
  report.id = copy.digest();
  report.is_draft = !has_envelope(copy.value());
  report.warnings = merged.warnings;
  const std::optional<DigestNumber> known = store.find(copy.digest());
  report.is_known = known && !store.find_authentic(*known).is_none();
  const Decisions before(store);
  const EventCheck check = add_candidate(merged.events, copy, text, report.is_draft, verdicts);
  if (check.content) {
    report.key = describe_key(*check.content, merged.events.keyring().table());
    report.event_type = cut_text(check.content->event_type);
    report.target = cut_text(check.content->target);
  }
  const std::optional<DigestNumber> number = store.find(copy.digest());
  const EventIndex event = number ? store.find_authentic(*number) : EventIndex::none();
  if (event.is_none()) {
    report.reason = report.is_draft ? check.reason : store.reason_of(*number);
  } else {
    report.principal = show_principal(*check.key);
    if (check.reason && !is_authentic(*check.reason)) {
      report.copy_reason = check.reason;
    }
    Judge judge(merged.events, before, copy, event, report);
    judge.run();
    report.reason = find_reason(store, judge.resolution(), *number);
  }
  describe_fault(merged.events, copy, check, report);
  return report;
}

}  // namespace

Result<canon::Document> parse_candidate(std::string_view json) {
  Result<canon::Document> document = canon::parse(json);
  if (!document) {
    return document;
  }
  const Result<std::vector<Item>> items = list_items(document->root(), {json, 0, 1, true});
  if (!items || items->front().kind != ItemKind::event) {
    const Place place = canon::place_at(json, canon::find_node_offset(json, 0));
    const DocumentKind kind = describe_document(document->root());
    return Error{ErrorCode::not_an_event, place,
                 kind.name == "a bundle" ? "this is a bundle, not a draft or an event: EVENT comes first, and then the "
                                           "files that it is compared with"
                 : kind.name.empty()     ? "this is not a draft or an event: it must be one object"
                                         : kind.explain_instead_of("a draft or an event")};
  }
  return document;
}

std::string_view subject_of_candidate(const canon::Document& candidate) {
  const std::string_view subject = candidate.root().find_string("subject_pith_number").value_or("");
  return has_pith_number_form(subject) ? subject : "";
}

WouldFork judge_candidate(const canon::Document& candidate, InputMerge::Merged& merged, VerdictCache* verdicts) {
  const bool is_draft = !has_envelope(candidate.root());
  const std::optional<FittingKeys> fitting =
      is_draft ? find_fitting_keys(candidate.root(), merged.events.keyring().table()) : std::nullopt;
  const std::string filled_json = fitting && fitting->only != nullptr ? fill_key(candidate, *fitting->only) : "";
  const Result<canon::Document> filled = canon::parse(filled_json);  // refused if nothing or too much was filled in
  WouldFork report = judge_complete(filled ? *filled : candidate, merged, verdicts);
  if (fitting) {
    report.fitting_keys = fitting->count;
  }
  if (filled && report.key) {
    report.key->is_assumed = true;
  }
  return report;
}

}  // namespace engine

Result<WouldFork> would_fork(std::string_view event_json, std::span<const std::string_view> inputs,
                             const Keyring& keyring, const WouldForkOptions& options, std::size_t* refused_input) {
  const Result<canon::Document> candidate = engine::parse_candidate(event_json);
  if (!candidate) {
    if (refused_input != nullptr) {
      *refused_input = inputs.size();
    }
    return candidate.error();
  }
  engine::InputMerge merge(keyring, options.bundle_keys, {.verdicts = options.verdicts});
  Result<engine::InputMerge::Merged> merged =
      engine::merge_texts(merge, inputs, options.subject, refused_input, engine::subject_of_candidate(*candidate));
  if (!merged) {
    return merged.error();
  }
  return engine::judge_candidate(*candidate, *merged, options.verdicts);
}

}  // namespace pith
