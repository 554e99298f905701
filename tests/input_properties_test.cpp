// SPEC 9.1 and 9.5 on random files, with 3.5 and 6.5 when there are several bundles. The generator knows what each
// value is, and with which code and at which place it is refused. The expected state is that of the slow reference.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <regex>
#include <set>
#include <string>
#include <vector>

#include "engine/bundles/input_merge.h"
#include "engine/merge/state.h"
#include "pith/bundle.h"
#include "tests/support/packing.h"
#include "tests/support/property.h"
#include "tests/support/reference.h"

namespace pith::tests {
namespace {

using Texts = std::vector<std::string>;

/// SPEC 9.5: the subjects that the bundles name, or, without a bundle, the events that are not malformed.
std::set<std::string> subjects_of(const std::vector<Item>& taken, const reference::Checker& checker) {
  static const std::regex form("pith:[0-9]{4}:[A-Z2-7]{26}");
  std::set<std::string> by_bundles, by_events;
  for (const Item& item : taken) {
    if (item.is_bundle) {
      by_bundles.insert(item.subject);
      continue;
    }
    const reference::Copy copy = checker.check(item.json);
    const std::string subject = copy.content->find_string("subject_pith_number").value_or("");
    if (copy.reason != "malformed" && std::regex_match(subject, form)) {
      by_events.insert(subject);
    }
  }
  return by_bundles.empty() ? by_events : by_bundles;
}

void assert_subject(const Result<std::string>& found, const std::set<std::string>& expected) {
  if (expected.size() == 1) {
    RC_ASSERT(found.ok());
    RC_ASSERT(*found == *expected.begin());
  } else {
    RC_ASSERT(!found.ok());
    RC_ASSERT(name(found.error().code) == (expected.empty() ? "no_subject" : "several_subjects"));
  }
}

RC_GTEST_PROP(Rule9_5_Input, TakesOrRefusesWhatWasPlantedAndFindsTheSubject, ()) {
  const Draw run = draw();
  Chance chance(run.seed + 1);
  const World& w = world();
  Texts pool = scenario_of(run).all();
  for (const Signer* const signer : {&w.stranger, &newcomer()}) {
    pool.push_back(Draft(*signer, w.record.pith_number).at(some_instant(chance)).json());
  }
  const Packing packing = some_packing(w, pool, chance);
  const bool are_keys_trusted = chance.percent(50);
  engine::InputMerge merge(w.keyring, are_keys_trusted ? BundleKeys::trust : BundleKeys::ignore);
  for (const Packing::File& file : packing.files) {
    const std::vector<Error> refusals = merge.add_input(file.text);
    RC_ASSERT(refusals.size() == file.refusals.size());
    for (std::size_t i = 0; i < refusals.size(); ++i) {
      RC_ASSERT(name(refusals[i].code) == name(file.refusals[i].code));
      RC_ASSERT((!file.refusals[i].place || refusals[i].place == *file.refusals[i].place));
    }
  }
  reference::Checker checker = checker_of(w);
  assert_subject(merge.find_subject(), subjects_of(packing.taken, checker));
  std::set<const Signer*> registries = {&w.registry, &w.other_registry};
  for (const Item& item : packing.taken) {
    for (const Signer* const key : are_keys_trusted ? item.keys : std::vector<const Signer*>()) {
      checker.trust_bundle_key(key->key_entry(std::nullopt, std::nullopt));
      registries.insert(key);
    }
  }
  Texts events;
  std::vector<Alias> aliases;
  std::size_t notices = 0;
  for (const Item& item : packing.taken) {
    events.insert(events.end(), item.events.begin(), item.events.end());
    const bool is_vouched_for = item.subject == w.record.pith_number && registries.contains(item.signer);
    if (is_vouched_for) {
      aliases.insert(aliases.end(), item.aliases.begin(), item.aliases.end());
    }
    notices += item.odd_alias_count + (!is_vouched_for && !item.aliases.empty() ? 1 : 0);
    notices += are_keys_trusted && item.has_bad_keys ? 1U : 0U;
  }
  notices += registries.size() > 2 ? 1U : 0U;  // keys vouch for themselves
  const Result<engine::InputMerge::Merged> finished = merge.finish(w.record.pith_number);
  RC_ASSERT(finished.ok());
  const engine::InputMerge::Merged& merged = *finished;
  const std::vector<reference::Copy> copies = copies_of(checker, events);
  RC_ASSERT(merged.warnings.size() == notices);
  RC_ASSERT(engine::compute_state(merged.events, merged.aliases).document ==
            reference_state(checker, copies, aliases).document);
}

// SPEC 9.1 and 6.5.
RC_GTEST_PROP(Rule9_1_Bundle, HasThreeMembersWhateverElseItHolds, ()) {
  const Draw run = draw();
  Chance chance(run.seed + 1);
  const World& w = world();
  const Texts pool = scenario_of(run).all();
  for (int count = 10; count > 0; --count) {
    const Item item = some_item(w, pool, chance);
    const Result<Bundle> bundle = Bundle::parse(item.json);
    RC_ASSERT(bundle.ok() == item.is_bundle);
    if (!bundle) {
      RC_ASSERT(name(bundle.error().code) == "not_a_bundle");
      continue;
    }
    RC_ASSERT(bundle->pith_number() == item.subject);
    const bool is_trusted = item.signer == &w.registry || item.signer == &w.other_registry;
    RC_ASSERT(
        (bundle->aliases_for(item.subject, w.keyring).aliases == (is_trusted ? item.aliases : std::vector<Alias>())));
    EventSet set = w.events();
    bundle->add_events_to(set);
    const reference::Checker checker = checker_of(w);
    RC_ASSERT(set.state().document == reference_state(checker, copies_of(checker, item.events)).document);
  }
}

}  // namespace
}  // namespace pith::tests
