// SPEC 3.5: what may follow if the caller trusts the keys of bundles, and what may not. A bundle can list anybody's key
// under any `key_id`. Expected values come from the rules by hand, and from the slow reference.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "pith/merge_inputs.h"
#include "tests/support/bundles.h"
#include "tests/support/property.h"
#include "tests/support/reference.h"

namespace pith::tests {
namespace {

using Events = std::vector<std::string>;

/// A bundle that lists these entries and has no events.
std::string listing(const std::vector<std::string>& entries) {
  Members members = plain_bundle(world(), {}, {});
  members["public_keys"] = write_array(entries);
  return write_object(members);
}

/// The entry with another `key_id`.
std::string renamed(const std::string& entry, const std::string& key_id) {
  reference::Json json = *reference::read(entry);
  json.members["key_id"] = reference::string_json(key_id);
  return reference::write(json);
}

std::string bare_entry(const Signer& signer) {
  return signer.key_entry(std::nullopt, std::nullopt);
}

/// The inputs merged by somebody who trusts the keys of bundles.
State merge_trusting(const std::vector<std::string>& inputs, Scope scope = Scope::all) {
  MergeOptions options;
  options.bundle_keys = BundleKeys::trust;
  options.scope = scope;
  options.subject = world().record.pith_number;
  const std::vector<std::string_view> views(inputs.begin(), inputs.end());
  const Result<MergedInputs> merged = merge_inputs(views, world().keyring, options);
  if (!merged.ok()) {
    throw std::runtime_error("the merge is refused: " + merged.error().explanation);
  }
  return merged->state;
}

/// Signers with the private key of somebody in the keyring, under a `key_id` of their own.
struct Relisted {
  Signer registry{1, "again-registry", "nobody's", "author"};
  Signer alice{2, "again-alice", "nobody's", "author"};
  Signer carol{5, "again-carol", "nobody's", "pith_registry"};
  Signer retired{7, "again-retired", "nobody's", "author"};

  std::vector<const Signer*> all() const { return {&registry, &alice, &carol, &retired}; }
  std::vector<std::string> entries() const {
    std::vector<std::string> texts;
    for (const Signer* const signer : all()) {
      texts.push_back(signer->key_entry("carol", "author", "2026-01-01T00:00:00Z"));
    }
    return texts;
  }
};

const Relisted& relisted() {
  static const Relisted signers;
  return signers;
}

// SPEC 3.5: under another `key_id` it is another key: bound to nothing, a registry key, and without an end.
TEST(Rule3_5_RelistedKey, MayDoWhatARegistryKeyMay) {
  const World& w = world();
  const std::string& subject = w.record.pith_number;
  const std::string late = "2026-07-06T00:00:00Z";  // after the end of `retired`
  const Signer& again = relisted().retired;
  const std::pair<Draft, std::pair<const char*, const char*>> cases[] = {
      // the reasons without and with the listing
      {Draft(w.retired, subject).at(late), {"key_expired", "key_expired"}},
      {Draft(again, subject).at(late), {"unknown_key", "-"}},
      {Draft(again, subject).set_signer("signer_type", quote("pith_registry")), {"unknown_key", "-"}},
      {Draft(again, subject).set_signer("signer_id", quote("erin")), {"unknown_key", "signer_mismatch"}},
      {Draft(relisted().alice, subject).set_signer("signer_id", quote("alice")), {"unknown_key", "signer_mismatch"}},
      {Draft(again, subject).type("record_created").payload(w.record.payload(again)), {"unknown_key", "-"}},
      {w.record_created().payload(w.record.payload(relisted().alice)), {"bad_receipt", "-"}},
      {Draft(w.alice, subject).type("record_created").payload(w.record.payload(w.registry)),
       {"not_authorised", "not_authorised"}},
  };
  for (const auto& [draft, reasons] : cases) {
    SCOPED_TRACE(draft.json());
    const std::string events = write_array({draft.json()});
    EXPECT_EQ(reason_in(merge_trusting({events}), draft.digest()), reasons.first);
    EXPECT_EQ(reason_in(merge_trusting({events, listing(relisted().entries())}), draft.digest()), reasons.second);
  }
}

// SPEC 3.7 and 6.1: whoever is bound is another principal than their relisted key, which is bound to nothing. A key
// that is bound to nothing is one principal under both names.
TEST(Rule3_5_RelistedKey, WithdrawsOnlyWhatItsOwnPrincipalSaid) {
  const World& w = world();
  const std::string& subject = w.record.pith_number;
  const std::pair<const Signer*, const Signer*> cases[] = {
      {&w.alice, &relisted().alice}, {&w.retired, &relisted().retired}, {&w.carol, &relisted().carol}};
  for (const auto& [signer, again] : cases) {
    SCOPED_TRACE(signer->key_id);
    const Draft first = Draft(*signer, subject).at("2026-07-01T00:00:00Z");
    const Draft second = Draft(*again, subject).at("2026-07-02T00:00:00Z").supersedes({first.digest()});
    const State state = merge_trusting({write_array({first.json(), second.json()}), listing(relisted().entries())});
    EXPECT_EQ(state.applied_event_ids, (std::vector{first.digest(), second.digest()}));
    const reference::Json document = *reference::read(state.document);
    EXPECT_EQ(document.find("current")->find("graph_snapshots")->items.size(), signer == &w.carol ? 1U : 2U);
  }
}

// Receipts and bundle signatures do not sign the `key_id`. So whoever relists alice's key, without her private key,
// turns her signature under a bundle into that of a registry key. The state without aliases stays the same.
TEST(Rule3_5_RelistedKey, TakesOverABundleSignature) {
  const World& w = world();
  const Members bundle =
      plain_bundle(w, {Draft(w.alice, w.record.pith_number).json()}, {{"doi", "10.1/x", "2026-07-01T00:00:00Z"}});
  const std::string by_alice = signed_bundle(bundle, w.alice);
  const std::string taken_over = signed_bundle(bundle, w.alice, {{"key_id", quote("again-alice")}});
  const std::string list = listing({renamed(bare_entry(w.alice), "again-alice")});
  EXPECT_TRUE(merge_trusting({by_alice, list}).source_aliases.empty());
  EXPECT_EQ(merge_trusting({taken_over, list}).source_aliases.size(), 1U);
  EXPECT_EQ(merge_trusting({taken_over, list}, Scope::authentic_only).sha256,
            merge_trusting({by_alice}, Scope::authentic_only).sha256);
}

RC_GTEST_PROP(Rule3_5_RelistedKey, GivesTheStateOfTheReference, ()) {
  const Draw run = draw();
  Scenario scenario = scenario_of(run);
  Chance chance(run.seed + 1);
  const World& w = world();
  std::vector<Sha256Digest> seen = {crypto().sha256("nobody")};
  for (std::size_t count = 1 + run.motifs; count > 0; --count) {
    const Signer& signer = *chance.pick(relisted().all());
    Draft draft = Draft(signer, w.record.pith_number).at(some_instant(chance)).set("n", std::to_string(count));
    if (chance.percent(30)) {
      draft.type("record_created").payload(w.record.payload(*chance.pick(relisted().all())));
    }
    if (chance.percent(20)) {
      draft.set_signer("signer_id", quote(chance.pick(Events{"alice", "erin", "registry.test"})));
    }
    if (chance.percent(40)) {
      draft.supersedes({chance.pick(seen)});
    }
    seen.push_back(draft.digest());
    scenario.unauthentic.push_back(draft.json());
  }
  const Events events = scenario.all();
  std::vector<std::string> inputs = {write_array(events), listing(relisted().entries())};
  chance.shuffle(inputs);
  reference::Checker checker = checker_of(w);
  for (const std::string& entry : relisted().entries()) {
    checker.trust_bundle_key(entry);
  }
  RC_ASSERT(merge_trusting(inputs).document == reference_state(checker, copies_of(checker, events)).document);
}

/// An authentic event as if a relisted key had signed it. Nobody can sign it anew, but anybody can hash it again.
std::string as_if_signed_by(const std::string& event, const std::string& key_id) {
  reference::Json json = *reference::read(event);
  json.members["signer"].members["key_id"] = reference::string_json(key_id);
  const std::string digest = reference::hex(reference::sha256(reference::write(reference::without_envelope(json))));
  json.members["content_sha256"] = reference::string_json(digest);
  json.members["event_id"] = reference::string_json("sha256:" + digest);
  json.members["signature"].members["key_id"] = reference::string_json(key_id);
  return reference::write(json);
}

// SPEC 3.5 and 10.3: a key that is listed by somebody who does not have its private key signs nothing new.
RC_GTEST_PROP(Rule3_5_RelistedKey, WithoutThePrivateKeyNothingAuthenticChanges, ()) {
  const Draw run = draw();
  const Scenario scenario = scenario_of(run);
  Chance chance(run.seed + 1);
  const World& w = world();
  std::vector<std::string> entries;
  for (const Signer* const signer : {&w.registry, &w.alice, &w.bob, &w.carol, &w.typed, &w.retired, &w.rotated}) {
    const std::optional<std::string> rotates_at =
        chance.percent(50) ? std::optional<std::string>("0001-01-01T00:00:00Z") : std::nullopt;
    const std::string entry = signer->key_entry("carol", "author", rotates_at);
    entries.push_back(renamed(entry, chance.pick(Events{signer->key_id, "again", "alice-key", "stranger-key"})));
  }
  Events junk = scenario.unauthentic;
  for (const std::string& event : scenario.authentic) {
    junk.push_back(as_if_signed_by(event, chance.pick(Events{"again", "alice-key"})));
  }
  std::vector<std::string> inputs = {write_array(junk), listing(entries), write_array(scenario.authentic)};
  chance.shuffle(inputs);
  const std::string expected = set_of(scenario.authentic).state().document;
  RC_ASSERT(merge_trusting(inputs, Scope::authentic_only).document == expected);
}

// SPEC 3.5: a bundle's key is bound to nothing and changes no other key. So it makes no authentic event less than it
// was, even if it signs events itself.
RC_GTEST_PROP(Rule3_5_BundleKeys, NoEventBecomesWorse, ()) {
  const Draw run = draw();
  const Scenario scenario = scenario_of(run);
  Chance chance(run.seed + 1);
  const World& w = world();
  std::vector<std::string> entries = relisted().entries();
  entries.push_back(w.stranger.key_entry("carol", "author", "2026-01-01T00:00:00Z"));
  chance.shuffle(entries);
  const std::string events = write_array(scenario.all());
  const State before = merge_trusting({events});
  const State after = merge_trusting({events, listing(entries)});
  const std::set<Sha256Digest> valid(after.applied_event_ids.begin(), after.applied_event_ids.end());
  for (const Sha256Digest& id : before.applied_event_ids) {
    RC_ASSERT(valid.contains(id));
  }
  std::set<Sha256Digest> unauthentic;
  for (const InvalidEvent& event : before.invalid_events) {
    if (!is_authentic(event.reason)) {
      unauthentic.insert(event.id);
    }
  }
  for (const InvalidEvent& event : after.invalid_events) {
    RC_ASSERT(is_authentic(event.reason) || unauthentic.contains(event.id));
  }
  RC_ASSERT(after.event_count == before.event_count);
}

/// A record_created in a race for the place in `current`.
struct Racer {
  Draft draft;
  std::size_t instant;  ///< equal instants have equal numbers
  std::vector<std::size_t> supersedes;
  bool is_hostile;
};

// SPEC 5.1, 5.2 and 6.4: the first live record_created counts, whoever signed it. So a bundle's key can take the place
// of the honest one, unless it links to it. The order is computed here by the words of SPEC 5.2.
RC_GTEST_PROP(Rule6_4_RecordCreated, TheFirstLiveOneCountsWhoeverSignedIt, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  const std::vector<std::pair<const char*, std::size_t>> instants = {{"2026-07-01T00:00:00Z", 0},
                                                                     {"2026-07-01T00:00:00.0Z", 0},
                                                                     {"2026-07-01T00:00:00.000000001Z", 1},
                                                                     {"2026-07-02T00:00:00Z", 2}};
  std::vector<Racer> racers;
  for (std::size_t count = 2 + chance.below(5); racers.size() < count;) {
    const bool is_hostile = chance.percent(40);
    const Signer& signer = is_hostile ? w.stranger : chance.percent(50) ? w.registry : w.other_registry;
    const auto& [text, instant] = chance.pick(instants);
    Racer racer = {Draft(signer, w.record.pith_number).type("record_created").at(text), instant, {}, is_hostile};
    racer.draft.payload(w.record.payload(signer)).set("n", std::to_string(racers.size()));
    if (!racers.empty() && chance.percent(40)) {
      racer.supersedes.push_back(chance.below(racers.size()));
      racer.draft.supersedes({racers[racer.supersedes.front()].draft.digest()});
    }
    racers.push_back(std::move(racer));
  }
  std::vector<std::size_t> order;
  const auto is_taken = [&](std::size_t i) { return std::find(order.begin(), order.end(), i) != order.end(); };
  while (order.size() < racers.size()) {
    std::optional<std::size_t> least;
    for (std::size_t i = 0; i < racers.size(); ++i) {
      const Racer& racer = racers[i];
      if (is_taken(i) || !std::all_of(racer.supersedes.begin(), racer.supersedes.end(), is_taken)) {
        continue;
      }
      if (!least || std::make_pair(racer.instant, racer.draft.digest()) <
                        std::make_pair(racers[*least].instant, racers[*least].draft.digest())) {
        least = i;
      }
    }
    order.push_back(*least);
  }
  // The two registry keys are one principal, and the stranger is another one.
  std::set<std::size_t> superseded;
  for (const Racer& racer : racers) {
    for (const std::size_t other : racer.supersedes) {
      if (racers[other].is_hostile == racer.is_hostile) {
        superseded.insert(other);
      }
    }
  }
  const std::size_t expected =
      *std::find_if(order.begin(), order.end(), [&](std::size_t i) { return !superseded.contains(i); });
  std::vector<std::string> inputs = {listing({bare_entry(w.stranger)})};
  for (const Racer& racer : racers) {
    inputs.push_back(racer.draft.json());
  }
  chance.shuffle(inputs);
  const reference::Json document = *reference::read(merge_trusting(inputs).document);
  const reference::Json* const current = document.find("current");
  RC_ASSERT(current->find("record_created")->find_string("event_id") ==
            "sha256:" + to_hex(racers[expected].draft.digest()));
  RC_ASSERT(reference::write(*current->find("canonical_record")) == w.record.json);
  RC_ASSERT(document.find("applied_event_ids")->items.size() == racers.size());
}

}  // namespace
}  // namespace pith::tests
