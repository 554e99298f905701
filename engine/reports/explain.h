#ifndef PITH_ENGINE_REPORTS_EXPLAIN_H
#define PITH_ENGINE_REPORTS_EXPLAIN_H

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
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

// ---- Which event is meant

/// The events that a prefix of an event id may be about, each list by id.
struct PrefixMatches {
  std::vector<DigestNumber> events;     ///< whose id begins like this
  std::vector<Sha256Digest> stated_by;  ///< with a copy that states such an id or hash, if no id begins like this
  std::vector<Sha256Digest> linked_by;  ///< with a link to such an id, if no id begins like this
};

/// Needs is_event_prefix(), and a merge that noted copies. Linear in the events and their links.
PrefixMatches match_prefix(const InputMerge::Merged& merged, std::string_view prefix);

/// A refusal of a prefix that is not that of exactly one event: `not_found` or `ambiguous`.
Error refuse_prefix(const EventStore& store, std::string_view prefix, const PrefixMatches& matches);

// ---- What became of it

/// What a merge decided, for the parts of an explanation.
struct Decided {
  const RecordEvents& events;
  const std::vector<Mention>& mentions;
  Resolution resolution;

  const EventStore& store() const { return events.store(); }
};

/// What became of an event. Needs the result of `inputs.finish()` after `inputs.note_copies()`, and an event of it.
Explanation explain_event(const InputMerge& inputs, const InputMerge::Merged& merged, DigestNumber event,
                          VerdictCache* verdicts);

/// What an event links to (SPEC 4.1).
struct NamedLinks {
  std::optional<Sha256Digest> prev_event;
  std::vector<Sha256Digest> supersedes;
};

/// The links of an event, authentic or not; none of one that is not known, is `malformed`, or has too many. Linear in
/// what is mentioned.
NamedLinks links_of(const Decided& decided, const Sha256Digest& event);

/// SPEC 4.9, 6.1: what the event links to and what became of that, to the first cause. In which way that fails is left
/// to study_copies().
void explain_links(const Decided& decided, Explanation& explanation);

/// The events that an event needs to become valid, from the event itself along `prev_event`: only it and those that are
/// not valid for a reason of their own. Those between wait for them.
struct WaitChain {
  std::vector<Sha256Digest> events;
  std::optional<Sha256Digest> missing;  ///< the one at its end that is not in the input
  bool is_cut = false;                  ///< there are more
};

WaitChain find_wait_chain(const Decided& decided, const Sha256Digest& event);

/// What an event of a wait chain says, as far as it decides what could make it valid.
struct EventFacts {
  Sha256Digest id = {};
  std::optional<Reason> reason;      ///< up to `bad_receipt`
  std::optional<Reason> impossible;  ///< a check that neither copies nor keys help to pass
  std::string key_id;
  std::string fingerprint;
  std::string signer_id;
  std::string signer_type;
  bool is_record_created = false;
  bool has_copy = false;       ///< a copy passes the checks of SPEC 4.6
  bool may_have_copy = false;  ///< a copy may pass them
  /// The key of a receipt that has everything that SPEC 4.8 asks for, apart from that key, perhaps.
  struct Receipt {
    std::string key_id;
    std::string fingerprint;
    bool holds = false;  ///< under that key; if it is unknown, nobody can tell
  };
  std::optional<Receipt> receipt;
};

/// SPEC 4: looks up the copies of the event, of its first causes and of its wait chain, in one search. Explains the
/// copies and what else they say, and in which way first causes fail. Returns the facts about the chain, in its order.
/// Needs explain_links() before.
std::vector<EventFacts> study_copies(const Decided& decided, const InputMerge& inputs, CopyFinder& copies,
                                     const WaitChain& chain, VerdictCache* verdicts, Explanation& explanation);

/// SPEC 4.6: of each of these events the copy that came furthest, the first one of several, in one search. Needs events
/// of the merge, sorted, each once. Verifies what the merge verified, up to that copy, and one signature more for each
/// event.
std::vector<std::shared_ptr<const CopyExplanation>> find_furthest_copies(const Decided& decided, CopyFinder& copies,
                                                                         std::span<const Sha256Digest> events,
                                                                         VerdictCache* verdicts);

/// SPEC 5.2, 6.1, 7.3: order, supersession and equivocations of a valid event.
void explain_effects(const Decided& decided, EventIndex event, Explanation& explanation);

/// What would have to arrive for the event to become valid, given the facts about its chain.
void explain_needs(const Decided& decided, const WaitChain& chain, const std::vector<EventFacts>& facts,
                   Explanation& explanation);

// ---- The parts of a copy

/// What the rules ask for and what there is instead.
struct FaultValues {
  std::optional<std::string> expected;
  std::optional<std::string> actual;
};

/// The values of a check that failed.
FaultValues find_values(const RecordEvents& events, const EventCopy& copy, const EventCheck& check);

/// Where a fault of a check is in the event: a path of names with a slash between them.
std::string fault_path(Reason reason, std::string_view member);

/// What an event of a wait chain says. Leaves out whether there are copies. One verification of a receipt at most.
EventFacts read_facts(const Decided& decided, const EventCopy& copy, const EventCheck& check, VerdictCache* verdicts);

// ---- How it is told

/// Writes the explanation. `write_file` writes members that name an input, after `input`; docs/json.md has the others.
void write_explanation(canon::JsonWriter<canon::TextSink>& out, const Explanation& explanation,
                       const std::function<void(std::size_t input)>& write_file);

/// The same in sentences. Needs everything before.
std::vector<Statement> tell_story(const Explanation& explanation);

/// What became of a copy, as a sentence: `It passes all checks.` Short if the story has told in which way it fails.
std::string describe_copy(const CopyExplanation& copy, bool is_told);

/// The rule that a reason is of, such as `SPEC 4.5`.
std::string_view rule_of(Reason reason);

/// The rule that a copy passes or fails.
std::string_view rule_of(const CopyExplanation& copy);

/// What a reason means, as the end of a sentence that begins with the event: `it is ...`.
std::string describe_reason(Reason reason, ReasonDetail detail);

/// In which way a check fails, as a sentence without a point; empty if the reason says everything.
std::string describe_fault(Reason reason, ReasonDetail detail, const std::string& member, const FaultValues& values);

/// Whether a key entry could let an event with this reason pass: `unknown_key`, `signer_mismatch` or `not_authorised`.
bool is_about_key(const std::optional<Reason>& reason);

/// The clause of SPEC 4.5 `signer_mismatch` that a detail is of; 0 if it is of none.
unsigned clause_of(Reason reason, ReasonDetail detail);

/// A text of the input, cut after 256 bytes. It ends in `...` then.
std::string cut_text(std::string_view text);

/// A text of the input as a JSON string, cut in the same way. The `...` is after the string then, so that no text can
/// look like the sentence that it is in.
std::string quote_text(std::string_view text);

}  // namespace pith::engine

#endif
