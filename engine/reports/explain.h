#ifndef PITH_ENGINE_REPORTS_EXPLAIN_H
#define PITH_ENGINE_REPORTS_EXPLAIN_H

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/json_writer.h"
#include "engine/bundles/copy_finder.h"
#include "engine/bundles/input_merge.h"
#include "engine/merge/equivocation.h"
#include "engine/merge/resolution.h"
#include "pith/explain.h"

namespace pith::engine {

/// The value of `format` in an explanation.
inline constexpr std::string_view explain_format = "pith-merge.explain.v1";

/// What a merge decided, for the parts of an explanation.
struct Decided {
  const RecordEvents& events;
  Resolution resolution;

  const EventStore& store() const { return events.store(); }
};

/// The numbers of the events whose id begins like this, by id. Needs is_event_prefix(). Linear in the events.
std::vector<DigestNumber> find_events(const EventStore& store, std::string_view prefix);

/// A refusal of a prefix that is not that of exactly one event: `not_found` or `ambiguous`.
Error refuse_prefix(const EventStore& store, std::string_view prefix, const std::vector<DigestNumber>& found);

/// What became of an event. Needs the result of `inputs.finish()` after `inputs.note_copies()`, and an event of it.
Explanation explain_event(const InputMerge& inputs, const InputMerge::Merged& merged, DigestNumber event,
                          BundleKeys bundle_keys, VerdictCache* verdicts);

/// SPEC 4: the copies of the event, and what else its content says: type, target, time, key and links. Examines as many
/// copies as decided about the event, and listed_faults_max others at most.
void explain_copies(const Decided& decided, CopyFinder& copies, VerdictCache* verdicts, Explanation& explanation);

/// SPEC 4.9, 6.1: what became of what the event links to, to the first cause. Needs explain_copies() before.
void explain_links(const Decided& decided, CopyFinder& copies, VerdictCache* verdicts, Explanation& explanation);

/// SPEC 5.2, 6.1, 7.3: order, supersession and equivocations of a valid event. Needs explain_copies() before.
void explain_effects(const Decided& decided, EventIndex event, Explanation& explanation);

/// What would have to arrive for the event to become valid. Needs explain_links() before.
void explain_needs(const Decided& decided, CopyFinder& copies, BundleKeys bundle_keys, VerdictCache* verdicts,
                   Explanation& explanation);

/// Writes the explanation. `write_file` writes members that name an input, after `input`; docs/json.md has the others.
void write_explanation(canon::JsonWriter<canon::TextSink>& out, const Explanation& explanation,
                       const std::function<void(std::size_t input)>& write_file);

/// The same in sentences. Needs everything before.
std::vector<Statement> tell_story(const Explanation& explanation);

/// What stopped a copy, for people: the reason, in which way it fails, and the two values. Needs a copy with a reason.
std::string tell_failure(const CopyExplanation& copy);

/// SPEC 6.1: what an entry of `supersedes` of a valid event does. `target` may be none.
LinkEffect find_effect(const EventStore& store, const Resolution& resolution, EventIndex by, EventIndex target);

/// What a reason means, as the end of a sentence that begins with the event.
std::string_view meaning_of(Reason reason);

/// What a detail means, as a sentence about a member; empty for `none`.
std::string describe_detail(ReasonDetail detail, const std::string& member);

/// The rule that a reason is of, such as `SPEC 4.5`.
std::string_view rule_of(Reason reason);

/// The first event in a chain of events that wait for each other by `prev_event` which does not wait for another one:
/// it is missing, valid, or invalid for a reason of its own. Calls visit with the digest of each one before it. Linear
/// in the chain; no recursion.
template <class Visit>
Sha256Digest find_end_of_chain(const Decided& decided, Sha256Digest event, Visit visit) {
  const EventStore& store = decided.store();
  while (true) {
    const std::optional<DigestNumber> number = store.find(event);
    const EventIndex index = number ? store.find_authentic(*number) : EventIndex::none();
    if (index.is_none() || decided.resolution.is_valid[index] || store[index].has_bad_receipt) {
      return event;
    }
    visit(event);
    event = store.digest(*store.prev_event(store[index]));
  }
}

/// A check of the copy of an event that came furthest.
struct DecidingCopy {
  const EventCopy& copy;
  const EventCheck& check;
};

/// Where a fault of a check is in the event: a path of names with a slash between them.
std::string fault_path(Reason reason, std::string_view member);

/// Calls visit with the copy of each of these events that came furthest, with views that are valid during the call.
/// Examines each copy until it is found. Needs events of the merge.
void for_each_deciding_copy(const Decided& decided, CopyFinder& copies, VerdictCache* verdicts,
                            const std::vector<Sha256Digest>& events,
                            const std::function<void(const DecidingCopy&)>& visit);

/// A text of the input, cut after 256 bytes. It ends in `...` then.
std::string cut_text(std::string_view text);

}  // namespace pith::engine

#endif
