// The reports about a merge: `explain`, `evidence` and `diff`, and the check of evidence. An input of this target is a
// byte of choices, and then the texts that are merged: FF, which is never in UTF-8, ends each of them but the last.
//
// A report has no rule of its own, so what it says must agree with the state of the same inputs. Each text is also
// taken as evidence. If it proves anything, then a merge of its events has the equivocation. The first two texts are
// compared: they differ exactly if their states do, and by the events that only one of them has.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/support/claim.h"
#include "fuzz/support/judgement.h"
#include "fuzz/support/texts.h"
#include "fuzz/support/trust.h"
#include "pith/canonical.h"
#include "pith/diff.h"
#include "pith/evidence.h"
#include "pith/explain.h"
#include "pith/merge_inputs.h"
#include "tests/support/reference_json.h"

namespace pith::fuzz {
namespace {

namespace reference = tests::reference;

constexpr std::size_t texts_max = 4;
// Each explanation merges once more.
constexpr std::size_t explained_events_max = 4;
// The record of most vectors.
constexpr std::string_view named_subject = "pith:2026:DOJMBBQIO75SNACYI5IBN4UUUM";

struct Settings {
  BundleKeys bundle_keys = BundleKeys::ignore;
  std::string_view subject;        // empty if the caller names none
  std::size_t first_event = 0;     // of those that are explained, modulo the number of events
  std::size_t prefix_digits = 64;  // of the event id that is given
};

Settings read_settings(unsigned char choices) {
  Settings settings;
  settings.bundle_keys = (choices & 1U) != 0 ? BundleKeys::trust : BundleKeys::ignore;
  settings.subject = (choices & 2U) != 0 ? named_subject : "";
  settings.prefix_digits = (choices & 4U) != 0 ? 8 : 64;
  settings.first_event = choices >> 3U;
  return settings;
}

std::string describe(const std::optional<Reason>& reason) {
  return reason ? std::string(name(*reason)) : "valid";
}

void check_links(const Explanation& explanation, const Judgement& judgement) {
  for (const LinkExplanation& link : explanation.links) {
    const std::string outcome = link.outcome == LinkOutcome::missing ? "missing" : describe(link.reason);
    claim_equal(outcome, judgement.outcome(link.id), "an explanation says of a link what the state says");
    claim(link.first_cause.has_value() == (link.outcome != LinkOutcome::valid),
          "a link has a first cause exactly if it is not valid");
    if (link.first_cause) {
      const FirstCause& cause = *link.first_cause;
      claim_equal(cause.reason ? describe(cause.reason) : "missing", judgement.outcome(cause.id),
                  "the first cause is what the state says of that event");
      claim(cause.reason != Reason::prev_event_unresolved, "a first cause does not itself wait for another event");
    }
  }
}

void check_explanation(const Explanation& explanation, const State& state, const Judgement& judgement) {
  claim_equal(describe(explanation.reason), judgement.outcome(explanation.id),
              "an explanation gives the reason of the state");
  claim((explanation.order ? explanation.order->rank : 0) == judgement.rank(explanation.id),
        "an explanation gives the place in application order");
  claim(explanation.is_live == (explanation.is_valid() && explanation.superseded_by_count == 0),
        "a valid event is live exactly if nothing supersedes it");
  for (const Sha256Digest& id : explanation.superseded_by) {
    claim(judgement.rank(id) > 0, "only a valid event supersedes");
  }
  const auto takes_part = [&](const Equivocation& entry) {
    return std::binary_search(entry.event_ids.begin(), entry.event_ids.end(), explanation.id);
  };
  const auto entry_count = std::count_if(state.equivocations.begin(), state.equivocations.end(), takes_part);
  claim(explanation.equivocations.size() == std::min(static_cast<std::size_t>(entry_count), listed_faults_max),
        "an explanation lists the equivocations of the state");
  claim(explanation.needs.empty() == explanation.is_valid(), "something is needed exactly if the event is not valid");
  claim(explanation.copy_count > 0 && !explanation.copies.empty(), "an event has a copy");
  claim(!explanation.story.empty(), "an explanation says something");
  check_links(explanation, judgement);
  claim(canonical_json(to_json(explanation)).ok(), "an explanation is JSON");
}

void check_explanations(const std::vector<std::string_view>& inputs, const Settings& settings, const State& state) {
  const Judgement judgement(state);
  const ExplainOptions options = {settings.subject, settings.bundle_keys, &known_verdicts()};
  for (std::size_t i = 0; i < std::min(judgement.all.size(), explained_events_max); ++i) {
    const Sha256Digest& id = judgement.all[(settings.first_event + i) % judgement.all.size()];
    const std::string prefix = to_hex(id).substr(0, settings.prefix_digits);
    const Result<Explanation> explanation = explain(inputs, keyring(), prefix, options);
    const auto begins_so = [&](const Sha256Digest& other) { return to_hex(other).starts_with(prefix); };
    if (std::count_if(judgement.all.begin(), judgement.all.end(), begins_so) > 1) {
      claim(!explanation.ok() && explanation.error().code == ErrorCode::ambiguous,
            "a prefix of several events is ambiguous");
      continue;
    }
    claim(explanation.ok() && explanation->id == id, "an event of the state is explained");
    check_explanation(*explanation, state, judgement);
  }
  const std::string absent(64, '0');
  const Result<Explanation> none = explain(inputs, keyring(), absent, options);
  claim(!none.ok() && none.error().code == ErrorCode::not_found, "an event that is not in the input is not found");
}

/// The position and the names of an entry, to compare it with a proof.
template <class Entry>
std::string describe_entry(const Entry& entry) {
  return entry.event_type + "\n" + entry.target + "\n" + (entry.position ? to_hex(*entry.position) : "null");
}

void check_evidence(const std::vector<std::string_view>& inputs, const Settings& settings, const State& state) {
  const EvidenceOptions options = {settings.subject, settings.bundle_keys, &known_verdicts()};
  const Result<Evidence> evidence = find_evidence(inputs, keyring(), options);
  claim(evidence.ok() && evidence->proof_count == state.equivocations.size(),
        "each equivocation of the state has one proof");
  claim(evidence->document.empty() == state.equivocations.empty(), "without an equivocation there is no document");
  if (evidence->document.empty()) {
    return;
  }
  claim_equal(*canonical_json(evidence->document), evidence->document, "evidence is in canonical form");
  const Result<EvidenceReport> report =
      verify_evidence(evidence->document, keyring(), settings.bundle_keys, &known_verdicts());
  claim(report.ok() && report->ok, "the evidence of a merge holds");
  std::multiset<std::string> entries, proofs;
  for (const Equivocation& entry : state.equivocations) {
    entries.insert(describe_entry(entry));
  }
  for (const ProofReport& proof : report->proofs) {
    proofs.insert(describe_entry(proof));
  }
  claim(entries == proofs, "the proofs are about the entries of the state");
}

/// Takes a text as evidence. What it proves must also be seen by a merge of its events.
void check_as_evidence(const std::string& text) {
  const Result<EvidenceReport> report = verify_evidence(text, keyring(), BundleKeys::ignore, &known_verdicts());
  if (!report) {
    return;
  }
  claim(is_evidence(text), "what is checked as evidence is evidence");
  claim(canonical_json(to_json(*report)).ok(), "a report on evidence is JSON");
  if (!report->ok) {
    return;
  }
  const std::optional<reference::Json> document = reference::read(text);
  claim(document.has_value(), "evidence is JSON for the slow reference");
  for (const reference::Json& proof : document->find("equivocations")->items) {
    const std::string events = reference::write(*proof.find("events"));
    const std::vector<std::string_view> inputs = {events};
    const Result<MergedInputs> merged = merge_inputs(inputs, keyring(), {report->pith_number});
    claim(merged.ok(), "the events of a proof can be merged");
    const std::vector<InvalidEvent>& invalid = merged->state.invalid_events;
    claim(std::all_of(invalid.begin(), invalid.end(),
                      [](const InvalidEvent& event) {
                        return event.reason == Reason::prev_event_unresolved || event.reason == Reason::bad_receipt;
                      }),
          "the events of a proof are authentic");
    claim(!invalid.empty() || !merged->state.equivocations.empty(),
          "a merge of the events of a proof has the equivocation");
  }
}

using Ids = std::vector<Sha256Digest>;

/// The ids of events that only one side has, as a difference lists them.
Ids listed(const InputDiff& difference, DiffKind kind) {
  Ids ids;
  for (const EventDiff& event : difference.events) {
    if (event.kind == kind) {
      ids.push_back(event.id);
    }
  }
  return ids;
}

Ids missing_in(const Judgement& other, const Judgement& one) {
  Ids ids;
  std::set_difference(one.all.begin(), one.all.end(), other.all.begin(), other.all.end(), std::back_inserter(ids));
  return ids;
}

void check_difference(const InputDiff& difference, const MergedInputs& a, const MergedInputs& b) {
  claim(difference.a.state_sha256 == a.state.sha256 && difference.b.state_sha256 == b.state.sha256,
        "a difference has the states of the two merges");
  claim(!difference.equal || a.state.sha256 == b.state.sha256, "inputs with different states are not equal");
  claim(difference.equal == difference.causes.empty(), "there is a cause exactly if the inputs are not equal");
  claim(!difference.equal || (difference.events.empty() && difference.changes.empty()),
        "equal inputs differ in nothing");
  if (a.subject != b.subject) {
    claim(difference.causes == std::vector{DiffCause::other_record}, "of two records nothing else is compared");
    return;
  }
  const Judgement judged_a(a.state);
  const Judgement judged_b(b.state);
  claim(listed(difference, DiffKind::only_in_a) == missing_in(judged_b, judged_a) &&
            listed(difference, DiffKind::only_in_b) == missing_in(judged_a, judged_b),
        "a difference lists exactly the events that one side lacks");
}

/// Compares two texts, and each with itself.
void check_diff(const std::string& a, const std::string& b, const Settings& settings) {
  const DiffOptions options = {settings.subject, settings.bundle_keys, &known_verdicts()};
  const MergeOptions merge_options = {settings.subject, settings.bundle_keys, Scope::all, &known_verdicts()};
  const Result<InputDiff> difference = diff_inputs(a, b, keyring(), options);
  const Result<InputDiff> mirrored = diff_inputs(b, a, keyring(), options);
  claim(difference.ok() == mirrored.ok(), "inputs that cannot be compared cannot be compared the other way round");
  if (!difference) {
    return;
  }
  claim(difference->equal == mirrored->equal && difference->causes.size() == mirrored->causes.size() &&
            difference->events.size() == mirrored->events.size(),
        "a difference is the same the other way round");
  claim(canonical_json(to_json(*difference)).ok(), "a difference is JSON");
  const Result<InputDiff> none = diff_inputs(a, a, keyring(), options);
  claim(none.ok() && none->equal, "an input equals itself");
  const Result<MergedInputs> merged_a = merge_inputs(std::vector<std::string_view>{a}, keyring(), merge_options);
  const Result<MergedInputs> merged_b = merge_inputs(std::vector<std::string_view>{b}, keyring(), merge_options);
  if (merged_a && merged_b) {
    check_difference(*difference, *merged_a, *merged_b);
  }
}

}  // namespace
}  // namespace pith::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pith::fuzz;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Settings settings = read_settings(bytes.empty() ? 0 : data[0]);
  const std::vector<std::string> texts = cut_texts(bytes.substr(bytes.empty() ? 0 : 1), texts_max);
  for (const std::string& text : texts) {
    check_as_evidence(text);
  }
  check_diff(texts.front(), texts[texts.size() > 1 ? 1 : 0], settings);
  const std::vector<std::string_view> inputs(texts.begin(), texts.end());
  const pith::MergeOptions options = {settings.subject, settings.bundle_keys, pith::Scope::all, &known_verdicts()};
  const pith::Result<pith::MergedInputs> merged = pith::merge_inputs(inputs, keyring(), options);
  if (!merged) {
    const auto explained = pith::explain(inputs, keyring(), std::string(64, '0'),
                                         {settings.subject, settings.bundle_keys, &known_verdicts()});
    claim(!explained.ok() && explained.error().code == merged.error().code, "explain refuses what a merge refuses");
    const auto proved =
        pith::find_evidence(inputs, keyring(), {settings.subject, settings.bundle_keys, &known_verdicts()});
    claim(!proved.ok() && proved.error().code == merged.error().code, "evidence refuses what a merge refuses");
    return 0;
  }
  check_explanations(inputs, settings, merged->state);
  check_evidence(inputs, settings, merged->state);
  return 0;
}
