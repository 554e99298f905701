// SPEC 10, for one set of events: other ways to put the set together give the same bytes, more events never take back
// what fewer events gave, and the slow reference agrees.

#include "fuzz/support/merge_claims.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "fuzz/support/claim.h"
#include "tests/support/chance.h"
#include "tests/support/reference.h"

namespace pith::fuzz {
namespace {

using tests::Chance;

/// Everything that a merge gives: the two documents, the digest of the input and the warnings.
struct Answer {
  std::string document;
  std::string authentic_document;  // empty if the input does not ask for it
  std::string sha256;
  std::string input_sha256;
  std::string warnings;
};

std::string text_of(const std::vector<std::pair<std::string, std::string>>& warnings) {
  std::string text;
  for (const auto& [code, id] : warnings) {
    text += code + " " + id + "\n";
  }
  return text;
}

Answer answer(const EventSet& set, const std::vector<Alias>& aliases, const State& state, bool has_authentic) {
  return {state.document, has_authentic ? set.state(aliases, Scope::authentic_only).document : "", to_hex(state.sha256),
          to_hex(set.input_sha256(aliases)), text_of(tests::warnings_of(state))};
}

/// Empty if the two are equal, otherwise what differs and how.
std::string unequal(const std::string& what, const std::string& actual, const std::string& expected) {
  if (actual == expected) {
    return "";
  }
  return what + "\n  is        " + actual + "\n  should be " + expected;
}

std::string unequal(const std::string& what, const Answer& actual, const Answer& expected) {
  for (const auto& [member, name] : {std::pair(&Answer::document, "the document"),
                                     {&Answer::authentic_document, "the document of the authentic events"},
                                     {&Answer::sha256, "state_sha256"},
                                     {&Answer::input_sha256, "input_sha256"},
                                     {&Answer::warnings, "the warnings"}}) {
    if (std::string wrong = unequal(what + ": " + name, actual.*member, expected.*member); !wrong.empty()) {
      return wrong;
    }
  }
  return "";
}

class Claims {
 public:
  Claims(const History& history, Maker& maker)
      : history_(history),
        maker_(maker),
        whole_(set_of(history.steps)),
        shuffled_(history.steps),
        aliases_(history.aliases),
        state_(whole_.state(history.aliases)),
        asks_authentic_(history.order / 4 % 4 == 0),
        answer_(answer(whole_, history.aliases, state_, asks_authentic_)) {
    Chance chance(history.order);
    chance.shuffle(shuffled_);
    chance.shuffle(aliases_);
  }

  Outcome outcome() {
    Outcome outcome{std::nullopt, asks_authentic_, state_.event_count};
    for (const auto& [promise, is_kept] : {std::pair(Promise::reference, &Claims::agrees_with_the_reference),
                                           {Promise::order, &Claims::order_spelling_and_repetition_change_nothing},
                                           {Promise::grouping, &Claims::grouping_changes_nothing},
                                           {Promise::growth, &Claims::what_is_valid_only_grows},
                                           {Promise::signatures, &Claims::what_nobody_signed_changes_nothing}}) {
      if (std::string wrong = (this->*is_kept)(); !wrong.empty()) {
        outcome.broken = {promise, std::move(wrong)};
        break;
      }
    }
    return outcome;
  }

 private:
  EventSet nothing() const { return maker_.world().events(); }

  void add(EventSet& set, const std::string& json) {
    claim(bool{set.add(json, &maker_.verdicts())}, "an event that was accepted once is accepted again");
  }

  EventSet set_of(const std::vector<Step>& steps, std::uint8_t parts = 7) const {
    EventSet set = nothing();
    for (const Step& step : steps) {
      if ((step.parts & parts) != 0) {
        set.merge(step.arrival->alone);
      }
    }
    return set;
  }

  /// Empty if a set that was put together in another way gives the same document, otherwise how it differs.
  std::string same(const std::string& what, const State& state) const {
    return unequal(what + ": the document", state.document, answer_.document);
  }

  std::string agrees_with_the_reference() {
    std::vector<tests::reference::Copy> copies;
    for (const Step& step : history_.steps) {
      copies.push_back(step.arrival->copy);
    }
    const std::vector<Alias>& aliases = history_.aliases;
    const tests::reference::Checker& checker = maker_.checker();
    const tests::reference::Outcome all = tests::reference_state(checker, copies, aliases);
    Answer expected = {all.document, "", all.state_sha256, tests::reference_input_sha256(checker, copies, aliases),
                       text_of(all.warnings)};
    if (asks_authentic_) {
      expected.authentic_document = tests::reference_state(checker, copies, aliases, Scope::authentic_only).document;
    }
    return unequal("the slow reference agrees", answer_, expected);
  }

  std::string order_spelling_and_repetition_change_nothing() {
    EventSet set = nothing();
    for (const Step& step : shuffled_) {
      if (step.is_merged) {
        set.merge(step.arrival->alone);
        continue;
      }
      add(set, step.is_respelt ? step.arrival->respelt : step.arrival->json);
      if (step.is_repeated) {
        add(set, step.arrival->respelt);
      }
    }
    std::vector<Alias> aliases = aliases_;
    aliases.insert(aliases.end(), history_.aliases.begin(), history_.aliases.end());
    const State state = set.state(aliases);
    for (const std::string& wrong :
         {same("10.1, in another order and spelling, with repetitions", state),
          unequal("10.1: input_sha256", to_hex(set.input_sha256(aliases)), answer_.input_sha256),
          unequal("10.1: the warnings", text_of(tests::warnings_of(state)), answer_.warnings)}) {
      if (!wrong.empty()) {
        return wrong;
      }
    }
    return "";
  }

  /// SPEC 10.2, for one grouping, which the input chooses.
  std::string grouping_changes_nothing() {
    const auto& [how, set] = grouped();
    const std::string wrong = same("10.2, " + how, set.state(aliases_));
    return wrong.empty()
               ? unequal("10.2, " + how + ": input_sha256", to_hex(set.input_sha256(aliases_)), answer_.input_sha256)
               : wrong;
  }

  std::pair<std::string, EventSet> grouped() const {
    const EventSet a = set_of(history_.steps, 1), b = set_of(shuffled_, 2), c = set_of(shuffled_, 4);
    const auto merged = [](EventSet left, const EventSet& right) {
      left.merge(right);
      return left;
    };
    switch (history_.order % 4) {
      case 0:
        return {"(a b) c", merged(merged(a, b), c)};
      case 1:
        return {"a (b c)", merged(a, merged(b, c))};
      case 2:
        return {"c (b a), and b again", merged(merged(c, merged(b, a)), b)};
      default:
        const EventSet once = merged(merged(b, a), c);
        return {"(b a) c and itself", merged(once, once)};
    }
  }

  static bool is_part(const std::vector<Sha256Digest>& part, const std::vector<Sha256Digest>& whole) {
    return std::all_of(part.begin(), part.end(), [&](const Sha256Digest& id) {
      return std::find(whole.begin(), whole.end(), id) != whole.end();
    });
  }

  /// SPEC 10.4.
  static std::string grows(const State& before, const State& after) {
    if (!is_part(before.applied_event_ids, after.applied_event_ids)) {
      return unequal("10.4: a valid event became invalid", after.document, before.document);
    }
    for (const Equivocation& old : before.equivocations) {
      const auto is_same = [&](const Equivocation& entry) {
        return entry.event_type == old.event_type && entry.target == old.target && entry.position == old.position &&
               is_part(old.event_ids, entry.event_ids);
      };
      if (std::none_of(after.equivocations.begin(), after.equivocations.end(), is_same)) {
        return unequal("10.4: an equivocation went away", after.document, before.document);
      }
    }
    return "";
  }

  /// SPEC 10.4. Adds the events in reverse order, so that each arrives before the events that it links to. Compares the
  /// state once on the way with the final one.
  std::string what_is_valid_only_grows() {
    EventSet set = nothing();
    const std::size_t cut = history_.cut % (history_.steps.size() + 1);
    std::string wrong;
    for (std::size_t i = history_.steps.size(); i > 0 && wrong.empty(); --i) {
      if (i == cut) {
        wrong = grows(set.state(aliases_), state_);
      }
      set.merge(history_.steps[i - 1].arrival->alone);
    }
    return wrong.empty() ? same("10.1, in reverse order", set.state(aliases_)) : wrong;
  }

  /// SPEC 10.3.
  std::string what_nobody_signed_changes_nothing() {
    if (!asks_authentic_) {
      return "";
    }
    const State bare = whole_.state();  // SPEC 8.4: the state of the authentic events has no aliases
    if (is_all_authentic()) {
      return unequal("10.3, if all events are authentic: the document of the authentic events",
                     answer_.authentic_document, bare.document);
    }
    EventSet set = nothing();
    for (const Step& step : shuffled_) {
      if (step.arrival->copy.is_authentic()) {
        set.merge(step.arrival->alone);
      }
    }
    const std::string wrong = unequal("10.3, without what is not authentic: the document of the authentic events",
                                      set.state().document, answer_.authentic_document);
    return wrong.empty()
               ? unequal("10.3: what is not authentic changes the state", without_excepted_members(bare.document),
                         without_excepted_members(answer_.authentic_document))
               : wrong;
  }

  bool is_all_authentic() const {
    return std::all_of(history_.steps.begin(), history_.steps.end(),
                       [](const Step& step) { return step.arrival->copy.is_authentic(); });
  }

  /// A document without the members that SPEC 10.3 excepts.
  static std::string without_excepted_members(const std::string& document) {
    const auto between = [&](const char* begin, const char* end) {
      const std::size_t from = document.find(begin);
      return document.substr(from, document.rfind(end) - from);
    };
    return between(",\"valid_event_count\":", ",\"invalid_event_count\":") +
           between(",\"equivocation_count\":", ",\"invalid_events\":") +
           between(",\"applied_event_ids\":", ",\"state_sha256\":");
  }

  const History& history_;
  Maker& maker_;
  EventSet whole_;  // in the order of the history
  std::vector<Step> shuffled_;
  std::vector<Alias> aliases_;  // in another order
  State state_;
  bool asks_authentic_;  // the input decides this, since it takes time
  Answer answer_;
};

}  // namespace

Outcome examine(const History& history, Maker& maker) {
  return Claims(history, maker).outcome();
}

void explain(History history, Maker& maker) {
  for (std::size_t i = 0; i < history.steps.size();) {
    History fewer = history;
    fewer.steps.erase(fewer.steps.begin() + static_cast<std::ptrdiff_t>(i));
    if (!examine(fewer, maker).broken) {
      ++i;
    } else {
      history = std::move(fewer);
      i = 0;
    }
  }
  const Outcome fewest = examine(history, maker);
  std::fprintf(stderr, "claimed: %s\n%zu events:\n",
               fewest.broken ? fewest.broken->how.c_str() : "broken only sometimes", history.steps.size());
  for (const Step& step : history.steps) {
    std::fprintf(stderr, "%s\n", step.arrival->json.c_str());
  }
}

}  // namespace pith::fuzz
