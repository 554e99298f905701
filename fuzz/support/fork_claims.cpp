#include "fuzz/support/fork_claims.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "fuzz/support/claim.h"
#include "fuzz/support/judgement.h"
#include "fuzz/support/signing.h"
#include "fuzz/support/trust.h"
#include "pith/canonical.h"
#include "pith/explain.h"
#include "pith/would_fork.h"

namespace pith::fuzz {
namespace {

namespace reference = tests::reference;
using reference::Json;

using Inputs = std::vector<std::string_view>;
using Ids = std::vector<Sha256Digest>;

Result<WouldFork> ask(std::string_view event, const Inputs& others, const MergeOptions& options,
                      std::size_t* refused_input = nullptr) {
  return would_fork(event, others, keyring(), {options.subject, options.bundle_keys, options.verdicts}, refused_input);
}

/// An event as merges show it: without it, with it, and explained.
struct Shown {
  Shown(const State& state_before, const State& state_after, Explanation told)
      : before(state_before),
        after(state_after),
        judged_before(state_before),
        judged_after(state_after),
        explanation(std::move(told)) {}

  const State& before;
  const State& after;
  Judgement judged_before;
  Judgement judged_after;
  Explanation explanation;
};

bool is_authentic_outcome(const std::string& outcome) {
  return outcome == "valid" || outcome == name(Reason::bad_receipt) || outcome == name(Reason::prev_event_unresolved);
}

/// SPEC 6.3: the events in the lists of a state. All of them are live.
std::set<std::string> listed_live(const State& state) {
  std::set<std::string> ids;
  const Json document = *reference::read(state.document);
  for (const auto& [member, list] : document.find("current")->members) {
    for (const Json& item : list.items) {
      if (const auto id = item.find_string("event_id")) {
        ids.insert(*id);
      }
    }
  }
  return ids;
}

void check_event(const WouldFork& report, const Shown& shown) {
  const std::string outcome = shown.judged_after.outcome(report.id);
  claim_equal(report.reason ? std::string(name(*report.reason)) : "valid", outcome,
              "an event would have the reason that it has once it is merged");
  claim(report.is_known == is_authentic_outcome(shown.judged_before.outcome(report.id)),
        "an event is known exactly if the state without it has an authentic copy");
  claim(report.principal.has_value() == is_authentic_outcome(outcome),
        "an event would speak for somebody exactly if it is authentic once it is merged");
  claim(report.is_live == shown.explanation.is_live, "an event would be live exactly if it is once it is merged");
  claim(report.is_fine() == (!report.reason && report.equivocations.empty()),
        "an event is fine exactly if it is valid and forks nothing");
}

void check_effects(const WouldFork& report, const Shown& shown) {
  std::vector<std::string> said, explained;
  for (const SupersedesEffect& entry : report.supersedes) {
    said.push_back(to_hex(entry.id) + std::string(name(entry.effect)));
  }
  for (const LinkExplanation& link : shown.explanation.links) {
    if (link.member == "supersedes" && report.principal) {
      explained.push_back(to_hex(link.id) + std::string(name(link.effect)));
    }
  }
  claim(said == explained, "an entry of supersedes would do what it does once the event is merged");
}

void check_superseded(const WouldFork& report, const Shown& shown) {
  const std::set<std::string> live_before = listed_live(shown.before);
  const std::set<std::string> live_after = listed_live(shown.after);
  std::set<std::string> said, gone;
  std::set_difference(live_before.begin(), live_before.end(), live_after.begin(), live_after.end(),
                      std::inserter(gone, gone.end()));
  std::size_t last_rank = 0;
  for (const Sha256Digest& id : report.superseded) {
    claim(last_rank < shown.judged_after.rank(id), "superseded events are valid and in application order");
    last_rank = shown.judged_after.rank(id);
    if (live_before.contains(event_id(id))) {
      said.insert(event_id(id));
    }
  }
  claim(report.superseded_count != report.superseded.size() || said == gone,
        "the events that stop being live are those that would be superseded");
}

/// The lists of a state have no events of other types, so the first event that would be superseded is also explained.
void check_first_superseded(const WouldFork& report, const Inputs& others, const MergeOptions& options) {
  if (!report.superseded.empty()) {
    const Result<Explanation> before = explain(others, keyring(), to_hex(report.superseded.front()),
                                               {options.subject, options.bundle_keys, options.verdicts});
    claim(before.ok() && before->is_live, "an event that would be superseded is live before");
  }
}

std::string describe_entry(EntryChange change, const std::optional<Sha256Digest>& position, bool is_resolved,
                           const Ids& ids) {
  std::string text = std::string(name(change)) + (position ? to_hex(*position) : "null") + (is_resolved ? "+" : "-");
  for (const Sha256Digest& id : ids) {
    text += to_hex(id);
  }
  return text + "\n";
}

/// What a state shows of an entry that the other state, without the event, may have too; empty if nothing is to say.
std::string expected_entry(const Equivocation& entry, const State& before, const Sha256Digest& id) {
  EntryChange change = EntryChange::created;
  for (const Equivocation& earlier : before.equivocations) {
    if (earlier.event_type == entry.event_type && earlier.target == entry.target &&
        earlier.position == entry.position &&
        std::includes(entry.event_ids.begin(), entry.event_ids.end(), earlier.event_ids.begin(),
                      earlier.event_ids.end())) {
      change = earlier.event_ids == entry.event_ids ? EntryChange::none : EntryChange::grown;
    }
  }
  const bool takes_part = std::binary_search(entry.event_ids.begin(), entry.event_ids.end(), id);
  return change == EntryChange::none && !takes_part
             ? ""
             : describe_entry(change, entry.position, entry.is_resolved, entry.event_ids);
}

void check_entries(const WouldFork& report, const Shown& shown) {
  std::string said, expected;
  for (const ForkEntry& entry : report.equivocations) {
    said += describe_entry(entry.change, entry.position, entry.is_resolved, entry.event_ids);
  }
  for (const Equivocation& entry : shown.after.equivocations) {
    expected += expected_entry(entry, shown.before, report.id);
  }
  claim_equal(said, expected, "the entries that are new or grow are those that would");
}

void check_class(const WouldFork& report, const Shown& shown) {
  for (const Sha256Digest& id : report.also_live) {
    claim(id != report.id && shown.judged_after.rank(id) > 0, "what would also be live is another valid event");
  }
  for (const Sha256Digest& id : report.heads) {
    claim(shown.judged_before.rank(id) > 0, "a head is valid without the event");
  }
  const bool is_warned = std::any_of(shown.after.warnings.begin(), shown.after.warnings.end(),
                                     [](const Warning& one) { return one.code == WarningCode::several_live; });
  claim(!report.is_live || report.also_live_count == 0 || is_warned, "there is a warning if several would be live");
}

/// The content of an event with other links.
std::string with_links(const std::string& event, const EventLinks& links) {
  Json content = reference::without_envelope(*reference::read(event));
  std::vector<Json> supersedes;
  for (const Sha256Digest& id : links.supersedes) {
    supersedes.push_back(reference::string_json(event_id(id)));
  }
  content.members["supersedes"] = reference::array_json(supersedes);
  content.members["prev_event"] = links.prev_event ? reference::string_json(event_id(*links.prev_event)) : Json();
  return reference::write(content);
}

WouldFork follow(const std::string& event, const EventLinks& links, const Inputs& others, const MergeOptions& options) {
  const Result<WouldFork> report = ask(with_links(event, links), others, options);
  claim(report.ok() && report->is_draft, "an event with the links of the advice is a draft");
  claim(report->equivocation_count == 0 && !report->is_awaited, "whoever follows the advice forks nothing");
  claim(!report->reason || report->reason == Reason::bad_receipt, "whoever follows the advice is valid");
  return *report;
}

void check_advice(const std::string& event, const ForkAdvice& advice, const Inputs& others,
                  const MergeOptions& options) {
  follow(event, advice.follow, others, options);
  if (advice.replace) {
    const WouldFork replaced = follow(event, *advice.replace, others, options);
    claim(replaced.reason || replaced.also_live_count == 0, "whoever replaces what is live is live alone");
  }
}

void check_refused(const std::string& event, const Inputs& others, const MergeOptions& options, ErrorCode code,
                   std::size_t refused_input) {
  std::size_t refused_by_merge = 0;
  const Result<MergedInputs> merged = merge_inputs(others, keyring(), options, &refused_by_merge);
  const Result<std::string> json = canonical_json(event);
  const bool is_about_event =
      refused_input == others.size() && (json.ok() ? code == ErrorCode::not_an_event : code == json.error().code);
  claim(is_about_event || (!merged.ok() && merged.error().code == code && refused_by_merge == refused_input),
        "would_fork refuses what a merge refuses, and what is not an event");
}

/// Compares a report on a signed event with merges. Their subject is that of the report.
void check_report(const std::string& event, const WouldFork& report, const Inputs& others,
                  const MergeOptions& options) {
  Inputs all = others;
  all.push_back(event);
  const Result<MergedInputs> before = merge_inputs(others, keyring(), options);
  const Result<MergedInputs> after = merge_inputs(all, keyring(), options);
  claim(before.ok() && after.ok(), "what would_fork compares can be merged");
  const Result<Explanation> explanation =
      explain(all, keyring(), to_hex(report.id), {options.subject, options.bundle_keys, options.verdicts});
  claim(explanation.ok(), "an event that is merged can be explained");
  const Shown shown(before->state, after->state, *explanation);
  check_event(report, shown);
  check_effects(report, shown);
  check_superseded(report, shown);
  check_first_superseded(report, others, options);
  check_entries(report, shown);
  check_class(report, shown);
}

/// A report without what only a draft has.
std::string without_draft(const Result<WouldFork>& report) {
  if (!report) {
    return std::string(name(report.error().code));
  }
  Json json = *reference::read(to_json(*report));
  json.members.erase("draft");
  json.members.erase("fitting_key_count");
  json.members["key"].members.erase("assumed");
  return reference::write(json);
}

}  // namespace

void check_would_fork(const std::string& event, const Inputs& others, const MergeOptions& options) {
  std::size_t refused_input = 0;
  const Result<WouldFork> report = ask(event, others, options, &refused_input);
  if (!report) {
    check_refused(event, others, options, report.error().code, refused_input);
    return;
  }
  claim(options.subject.empty() || report->pith_number == options.subject, "the record is the one that was asked for");
  claim(canonical_json(to_json(*report)).ok(), "a report on an event is JSON");
  MergeOptions named = options;
  named.subject = report->pith_number;
  if (!report->is_draft) {
    claim_equal(to_hex(report->id), to_hex(digest_of(reference::without_envelope(*reference::read(event)))),
                "an event is named by the digest of its content");
    check_report(event, *report, others, named);
  }
  if (report->advice) {
    check_advice(event, *report->advice, others, named);
  }
}

void check_would_fork_of_draft(const std::string& draft, const std::string& event, const Inputs& others,
                               const MergeOptions& options) {
  const Result<WouldFork> signed_report = ask(event, others, options);
  const std::string expected = without_draft(signed_report);
  const std::string content = reference::write(reference::without_envelope(*reference::read(event)));
  claim_equal(without_draft(ask(content, others, options)), expected, "a draft is judged as if it were signed");
  const Result<WouldFork> report = ask(draft, others, options);
  if (!report || !signed_report) {
    claim(report.ok() == signed_report.ok(), "a draft is refused exactly if its event is");
  } else if (report->id == signed_report->id) {
    claim_equal(without_draft(report), expected,
                "a draft under the key that is assumed is judged as if it were signed");
  } else {
    claim(report->fitting_keys.has_value(), "only a draft that does not name its key has another id than its event");
  }
}

}  // namespace pith::fuzz
