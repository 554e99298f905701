// SPEC 10: the promises, on random sets of events. A failure prints its seed and leaves as few events as show it.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

#include "tests/support/property.h"
#include "tests/support/reference.h"
#include "tests/support/respell.h"

namespace pith::tests {
namespace {

using Events = std::vector<std::string>;

/// Everything that a merge gives, as one text: the two documents, their hash, `input_sha256` and the warnings.
std::string everything(const EventSet& set, const std::vector<Alias>& aliases = {}) {
  const State state = set.state(aliases);
  std::string text = state.document + "\n" + set.state(aliases, Scope::authentic_only).document + "\n" +
                     to_hex(state.sha256) + "\n" + to_hex(set.input_sha256(aliases));
  for (const auto& [code, id] : warnings_of(state)) {
    text += "\n" + code + " " + id;
  }
  return text;
}

std::string everything(const reference::Checker& checker, const Events& events, const std::vector<Alias>& aliases) {
  const std::vector<reference::Copy> copies = copies_of(checker, events);
  const reference::Outcome all = reference_state(checker, copies, aliases);
  std::string text = all.document + "\n" + reference_state(checker, copies, aliases, Scope::authentic_only).document +
                     "\n" + all.state_sha256 + "\n" + reference_input_sha256(checker, copies, aliases);
  for (const auto& [code, id] : all.warnings) {
    text += "\n" + code + " " + id;
  }
  return text;
}

RC_GTEST_PROP(Promise10_1, OrderChangesNothing, ()) {
  const Draw run = draw();
  const Scenario scenario = scenario_of(run);
  hold("Promise10_1_Order", "10.1", run, scenario.all(), [&](const Events& events) {
    Chance chance(run.seed);
    Events shuffled = events;
    chance.shuffle(shuffled);
    std::vector<Alias> aliases = scenario.aliases;
    chance.shuffle(aliases);
    const Events reversed(events.rbegin(), events.rend());
    const std::string expected = everything(set_of(events), scenario.aliases);
    const std::string other = unequal("backwards", everything(set_of(reversed), aliases), expected);
    return other.empty() ? unequal("shuffled", everything(set_of(shuffled), aliases), expected) : other;
  });
}

RC_GTEST_PROP(Promise10_1, RepetitionChangesNothing, ()) {
  const Draw run = draw();
  const Scenario scenario = scenario_of(run);
  hold("Promise10_1_Repetition", "10.1", run, scenario.all(), [&](const Events& events) {
    Chance chance(run.seed);
    Events repeated;
    for (const std::string& event : events) {
      do {
        repeated.push_back(event);
      } while (chance.percent(40));
    }
    chance.shuffle(repeated);
    std::vector<Alias> aliases = scenario.aliases;
    aliases.insert(aliases.end(), scenario.aliases.begin(), scenario.aliases.end());
    return unequal("repeated", everything(set_of(repeated), aliases), everything(set_of(events), scenario.aliases));
  });
}

RC_GTEST_PROP(Promise10_1, SpellingChangesNothing, ()) {
  const Draw run = draw();
  hold("Promise10_1_Spelling", "10.1", run, scenario_of(run).all(), [&](const Events& events) {
    Chance chance(run.seed);
    Events respelt;
    for (const std::string& event : events) {
      respelt.push_back(respell(event, chance));
    }
    return unequal("respelt", everything(set_of(respelt)), everything(set_of(events)));
  });
}

/// Spreads the events over `count` sets. Each event is in one or several of them.
std::vector<EventSet> in_parts(const Events& events, Chance& chance, std::size_t count) {
  std::vector<Events> parts(count);
  for (const std::string& event : events) {
    do {
      parts[chance.below(count)].push_back(event);
    } while (chance.percent(30));
  }
  std::vector<EventSet> sets;
  for (const Events& part : parts) {
    sets.push_back(set_of(part));
  }
  return sets;
}

EventSet merged(const EventSet& left, const EventSet& right) {
  EventSet both = left;
  both.merge(right);
  return both;
}

RC_GTEST_PROP(Promise10_2, MergingIsCommutativeAssociativeAndIdempotent, ()) {
  const Draw run = draw();
  hold("Promise10_2_Laws", "10.2", run, scenario_of(run).all(), [&](const Events& events) {
    Chance chance(run.seed);
    const std::vector<EventSet> parts = in_parts(events, chance, 3);
    const EventSet &a = parts[0], &b = parts[1], &c = parts[2];
    const std::string expected = everything(set_of(events));
    for (const std::string& wrong :
         {unequal("(a b) c", everything(merged(merged(a, b), c)), expected),
          unequal("a (b c)", everything(merged(a, merged(b, c))), expected),
          unequal("c (b a)", everything(merged(c, merged(b, a))), expected),
          unequal("a b beside b a", everything(merged(a, b)), everything(merged(b, a))),
          unequal("a a beside a", everything(merged(a, a)), everything(a)),
          unequal("(a b) b beside a b", everything(merged(merged(a, b), b)), everything(merged(a, b))),
          unequal("a and nothing beside a", everything(merged(a, world().events())), everything(a)),
          unequal("nothing and a beside a", everything(merged(world().events(), a)), everything(a))}) {
      if (!wrong.empty()) {
        return wrong;
      }
    }
    return std::string();
  });
}

RC_GTEST_PROP(Promise10_2, AnyTreeOfMergesGivesTheWhole, ()) {
  const Draw run = draw();
  hold("Promise10_2_Trees", "10.2", run, scenario_of(run).all(), [&](const Events& events) {
    Chance chance(run.seed);
    std::vector<EventSet> parts = in_parts(events, chance, 2 + chance.below(6));
    while (parts.size() > 1) {
      const std::size_t from = chance.below(parts.size());
      std::size_t into = chance.below(parts.size() - 1);
      into += into >= from ? 1 : 0;
      if (chance.percent(50)) {
        (void)parts[into].state();  // asking for a state in between changes nothing
      }
      parts[into].merge(parts[from]);
      if (!events.empty() && chance.percent(30)) {
        RC_ASSERT(parts[into].add(chance.pick(events)).ok());
      }
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(from));
    }
    return unequal("merged", everything(parts[0]), everything(set_of(events)));
  });
}

/// Whether each item of `part` is in `whole`.
template <class T>
bool is_part(const std::vector<T>& part, const std::vector<T>& whole) {
  return std::all_of(part.begin(), part.end(),
                     [&](const T& item) { return std::find(whole.begin(), whole.end(), item) != whole.end(); });
}

RC_GTEST_PROP(Promise10_4, ValidEventsAndEquivocationsOnlyGrow, ()) {
  const Draw run = draw();
  hold("Promise10_4_Growth", "10.4", run, scenario_of(run).all(), [&](const Events& events) {
    Chance chance(run.seed);
    Events order = events;
    chance.shuffle(order);
    EventSet set = world().events();
    State before = set.state();
    for (const std::string& event : order) {
      RC_ASSERT(set.add(event).ok());
      State now = set.state();
      if (!is_part(before.applied_event_ids, now.applied_event_ids)) {
        return std::string("a valid event became invalid");
      }
      for (const Equivocation& old : before.equivocations) {
        const bool is_there =
            std::any_of(now.equivocations.begin(), now.equivocations.end(), [&](const Equivocation& entry) {
              return entry.event_type == old.event_type && entry.target == old.target &&
                     entry.position == old.position && is_part(old.event_ids, entry.event_ids);
            });
        if (!is_there) {
          return std::string("an equivocation went away");
        }
      }
      before = std::move(now);
    }
    return std::string();
  });
}

// All of SPEC 3 to 8 and 9.6 at once: a second, quadratic implementation of the rules gives the same bytes.
RC_GTEST_PROP(Promise10_1, TheSlowReferenceGivesTheSameBytes, ()) {
  const Draw run = draw();
  const Scenario scenario = scenario_of(run);
  const auto claim = [&](const Events& events) {
    return unequal("the engine's answer", everything(set_of(events), scenario.aliases),
                   everything(checker_of(world()), events, scenario.aliases));
  };
  hold("Promise10_1_Reference", "10.1", run, scenario.all(), claim, scenario.aliases);
}

// SPEC 3.3, 3.7 and 4.5: what the keys are bound to is drawn as well. A key may also be unbound or absent.
RC_GTEST_PROP(Promise10_1, TheSlowReferenceGivesTheSameBytesUnderAnyKeyring, ()) {
  const Draw run = draw();
  const Scenario scenario = scenario_of(run);
  Chance chance(run.seed + 1);
  const World& w = world();
  std::vector<std::string> entries;
  for (const Signer* const signer : {&w.registry, &w.alice, &w.alice_again, &w.bob, &w.carol, &w.typed, &w.retired,
                                     &w.stranger, &w.other_registry}) {
    const auto perhaps = [&](std::size_t hundredths, const std::string& text) {
      return chance.percent(hundredths) ? std::optional<std::string>(text) : std::nullopt;
    };
    if (chance.percent(85)) {
      entries.push_back(signer->key_entry(perhaps(60, chance.percent(85) ? signer->signer_id : "alice"),
                                          perhaps(60, chance.percent(85) ? signer->signer_type : "pith_registry"),
                                          perhaps(25, some_instant(chance))));
    }
  }
  const reference::Checker checker(w.record.pith_number, entries);
  Keyring keyring(crypto());
  Keyring again(crypto());
  RC_ASSERT(keyring.add(write_array(entries)).ok());
  chance.shuffle(entries);
  for (const std::string& entry : entries) {
    RC_ASSERT(again.add(entry).ok());
  }
  RC_ASSERT(keyring == again);
  EventSet set(w.record.pith_number, keyring);
  for (const std::string& event : scenario.all()) {
    RC_ASSERT(set.add(event).ok());
  }
  const std::string wrong = unequal("the engine's answer", everything(set, scenario.aliases),
                                    everything(checker, scenario.all(), scenario.aliases));
  if (!wrong.empty()) {
    RC_FAIL(wrong + "\nseed " + std::to_string(run.seed) + ", keys " + write_array(entries));
  }
}

// A remembered verdict is the same verdict, even if good and bad copies of one event share the cache.
RC_GTEST_PROP(Promise10_1, RememberedVerdictsChangeNothing, ()) {
  const Draw run = draw();
  hold("Promise10_1_Verdicts", "10.1", run, scenario_of(run).all(), [&](const Events& events) {
    VerdictCache verdicts(16);  // so small that entries are replaced all the time
    EventSet set = world().events();
    EventSet again = world().events();
    for (EventSet* const filled : {&set, &again}) {
      for (const std::string& event : events) {
        RC_ASSERT(filled->add(event, &verdicts).ok());
      }
    }
    const std::string expected = everything(set_of(events));
    const std::string wrong = unequal("the first time", everything(set), expected);
    return wrong.empty() ? unequal("the second time", everything(again), expected) : wrong;
  });
}

}  // namespace
}  // namespace pith::tests
