// SPEC 9 on random bundles: whose aliases count, what trusting a bundle's keys does, and that a planted fault fails its
// own checks and no others. The states are compared with those of the slow reference.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "pith/bundle.h"
#include "pith/merge_inputs.h"
#include "tests/support/bundles.h"
#include "tests/support/property.h"
#include "tests/support/reference.h"

namespace pith::tests {
namespace {

using Events = std::vector<std::string>;

RC_GTEST_PROP(Rule9_3_BundleSignature, AliasesCountOnlyUnderARegistrySignature, ()) {
  const Draw run = draw();
  const Scenario scenario = scenario_of(run);
  Chance chance(run.seed + 1);
  const World& w = world();
  static const std::vector<std::string> members = {
      "signature_status", "algorithm",     "signed_message",        "key_id",
      "bundle_sha256",    "signature_b64", "public_key_fingerprint"};
  const Signer* const signer = chance.pick(
      std::vector<const Signer*>{&w.registry, &w.registry, &w.other_registry, &w.alice, &w.carol, &w.stranger});
  Members changes;
  if (chance.percent(30)) {
    changes[chance.pick(members)] = chance.percent(50) ? quote("other") : "null";
  }
  if (chance.percent(15)) {
    changes["signature_b64"] = quote(signer->sign(crypto().sha256("another bundle")));
  }
  const bool holds = changes.empty() && (signer == &w.registry || signer == &w.other_registry);
  const Events events = scenario.all();
  const Result<Bundle> bundle =
      Bundle::parse(signed_bundle(plain_bundle(w, events, scenario.aliases), *signer, changes));
  RC_ASSERT(bundle.ok());
  RC_ASSERT(bundle->has_trusted_signature(w.keyring) == holds);
  EventSet set = w.events();
  bundle->add_events_to(set);
  const std::vector<Alias> trusted = bundle->aliases_for(bundle->pith_number(), w.keyring).aliases;
  const reference::Checker checker = checker_of(w);
  const reference::Outcome expected =
      reference_state(checker, copies_of(checker, events), holds ? scenario.aliases : std::vector<Alias>{});
  RC_ASSERT(set.state(trusted).document == expected.document);
}

// SPEC 3.5: a key that the bundle lists is bound to nothing, whatever its entry says.
RC_GTEST_PROP(Rule3_5_BundleKeys, CountOnlyIfTheCallerSaysSo, ()) {
  const Draw run = draw();
  Scenario scenario = scenario_of(run);
  Chance chance(run.seed + 1);
  const World& w = world();
  for (std::size_t count = 1 + run.motifs; count > 0; --count) {
    Draft draft = Draft(w.stranger, w.record.pith_number).at(some_instant(chance));
    if (chance.percent(30)) {
      draft.type("record_created").payload(w.record.payload(w.stranger));
    }
    if (chance.percent(40)) {
      draft.set_signer("signer_id", quote(chance.percent(50) ? "alice" : "nobody's"));
    }
    draft.set_signer("signer_type", quote(chance.percent(50) ? "pith_registry" : "author"));
    scenario.unauthentic.push_back(draft.payload(draft.member("payload")).set("n", std::to_string(count)).json());
  }
  // Keys of the keyring that the bundle lists as well stay as they are: they do not rotate or become registry keys.
  std::vector<std::string> entries;
  for (const Signer* const signer : {&w.alice, &w.bob, &w.carol, &w.typed}) {
    if (chance.percent(50)) {
      const bool says_more = chance.percent(50);
      entries.push_back(signer->key_entry(
          std::nullopt, std::nullopt, says_more ? std::optional<std::string>("2026-06-01T00:00:00Z") : std::nullopt));
    }
    if (chance.percent(50)) {
      scenario.unauthentic.push_back(
          Draft(*signer, w.record.pith_number).type("record_created").payload(w.record.payload(*signer)).json());
    }
  }
  const Events events = scenario.all();
  const std::optional<std::string> rotates_at =
      chance.percent(30) ? std::optional<std::string>("2026-07-01T00:00:00Z") : std::nullopt;
  const std::string entry = w.stranger.key_entry("alice", "pith_registry", rotates_at);
  Members members = plain_bundle(w, events, scenario.aliases);
  entries.push_back(entry);
  members["public_keys"] = write_array(entries);
  const Result<Bundle> bundle = Bundle::parse(write_object(members));
  RC_ASSERT(bundle.ok());
  reference::Checker checker = checker_of(w);
  RC_ASSERT(bundle->verify(w.keyring).state.document ==
            reference_state(checker, copies_of(checker, events), scenario.aliases).document);
  checker.trust_bundle_key(entry);
  RC_ASSERT(bundle->verify(w.keyring, BundleKeys::trust).state.document ==
            reference_state(checker, copies_of(checker, events), scenario.aliases).document);
}

struct Fault {
  std::set<std::string> checks;                    ///< the checks that it makes fail
  std::function<void(Members&)> before_the_state;  ///< applied before the state is computed
  std::function<void(Members&)> after_it;          ///< applied after that
};

const std::vector<Fault>& faults() {
  const auto set = [](const char* member, const std::string& json) {
    return [=](Members& bundle) { bundle[member] = json; };
  };
  const auto nothing = [](Members&) {};
  const World& w = world();
  const auto add_event = [](const Draft& draft) {
    return [=](Members& bundle) {
      std::string& events = bundle["events"];
      events.insert(events.size() - 1, "," + draft.json());
    };
  };
  const Draft forged = Draft(w.alice, w.record.pith_number).payload("{\"n\":9}").set_envelope("signature", "null");
  const Draft bad_receipt = w.record_created().payload(w.record.payload_with_receipt("{}"));
  const auto spoil_state = [](const char* member, const std::string& json) {
    return [=](Members& bundle) {
      reference::Json state = *reference::read(bundle["state"]);
      state.members[member] = *reference::read(json);
      bundle["state"] = reference::write(state);
    };
  };
  static const std::vector<Fault> all = {
      {{"bundle_version"}, nothing, set("bundle_version", quote("1.1"))},
      {{"canonical_sha256"}, nothing, set("canonical_sha256", quote(std::string(64, '0')))},
      {{"short_pith_number"}, nothing, set("short_pith_number", quote(w.record.pith_number))},
      {{"source"}, nothing, set("source", "{\"id\":\"2104.11126\",\"kind\":\"arxiv\",\"version\":1}")},
      {{"source_aliases"},
       set("source_aliases", aliases_json({{"arxiv", "2104.1112", "2026-07-01T00:00:00Z"}})),
       nothing},
      {{"public_keys"},
       nothing,
       [&w](Members& bundle) {
         std::string entry = w.alice.key_entry(std::nullopt, std::nullopt);
         entry.pop_back();
         bundle["public_keys"] = write_array({entry + ",\"fingerprint_sha256_hex\":\"" + w.bob.fingerprint() + "\"}"});
       }},
      {{"receipt", "events"}, add_event(bad_receipt), nothing},
      {{"events"}, add_event(forged), nothing},
      {{"state"}, nothing, spoil_state("valid_event_count", "0")},
      {{"state_sha256"}, nothing, spoil_state("state_sha256", quote(std::string(64, '0')))},
      {{"merge_version"}, nothing, set("merge_version", quote("pith-open-graph-merge-v2"))},
  };
  return all;
}

// SPEC 9.4: the report names each distinct event with the pointer of its first copy, and gives the reason if it is
// invalid.
RC_GTEST_PROP(Rule9_4_Events, EachIsReportedAtItsFirstCopy, ()) {
  const Draw run = draw();
  const World& w = world();
  const Scenario scenario = scenario_of(run);
  const Events once = scenario.all();
  Chance chance(run.seed + 1);
  Events events;
  for (std::size_t count = 2 * once.size(); count > 0; --count) {
    events.push_back(chance.pick(once));
  }
  const Result<Bundle> bundle = Bundle::parse(write_object(plain_bundle(w, events, scenario.aliases)));
  RC_ASSERT(bundle.ok());
  const BundleReport report = bundle->verify(w.keyring);
  std::vector<std::pair<std::string, std::string>> expected, actual;
  std::set<std::string> seen;
  const reference::Checker checker = checker_of(w);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::string id = checker.check(events[i]).id;
    if (seen.insert(id).second) {
      expected.emplace_back(id, "/events/" + std::to_string(i));
    }
  }
  RC_ASSERT(to_hex(report.authentic_state_sha256) ==
            reference_state(checker, copies_of(checker, events), {}, Scope::authentic_only).state_sha256);
  for (const EventReport& event : report.events) {
    actual.emplace_back("sha256:" + to_hex(event.id), event.pointer);
    RC_ASSERT(reason_name(event.reason) == reason_in(report.state, event.id));
  }
  RC_ASSERT(actual == expected);
}

// SPEC 8.4 and 10.3: what anyone can do without a key changes no state of the authentic events. A signed bundle loses
// its signature by it, and so its aliases.
RC_GTEST_PROP(Rule8_4_AuthenticState, NobodyWithoutAKeyChangesIt, ()) {
  const Draw run = draw();
  const Scenario scenario = scenario_of(run);
  Chance chance(run.seed + 1);
  const World& w = world();
  Members members = plain_bundle(w, scenario.authentic, scenario.aliases);
  const std::string sound = signed_bundle(members, w.registry);
  const BundleReport report = Bundle::parse(sound)->verify(w.keyring);
  Events events = scenario.authentic;
  std::vector<Alias> aliases = scenario.aliases;
  if (chance.percent(60)) {
    events.insert(events.end(), scenario.unauthentic.begin(), scenario.unauthentic.end());
    events.push_back(Draft(w.stranger, w.record.pith_number).json());
  }
  if (chance.percent(60)) {
    aliases.push_back({"doi", "added", "2026-07-01T00:00:00Z"});
  }
  members = plain_bundle(w, events, aliases);
  const std::map<std::string, std::vector<std::string>> claims = {
      {"public_keys", {"7", "[7]", write_array({w.stranger.key_entry("alice", "pith_registry")})}},
      {"source_aliases", {"null", "[7,{}]", "[{\"alias_kind\":\"doi\",\"alias_value\":1,\"created_at\":\"\"}]"}},
      {"state", {"{}", report.state.document, w.events().state().document}},
      {"merge_version", {"7", quote("pith-open-graph-merge-v2")}}};
  for (const auto& [member, values] : claims) {
    if (chance.percent(40)) {
      members[member] = chance.pick(values);
    }
  }
  const std::string changed = chance.percent(50) ? write_object(members) : signed_bundle(members, w.stranger);
  const BundleReport other = Bundle::parse(changed)->verify(w.keyring);
  RC_ASSERT(other.authentic_state_sha256 == report.authentic_state_sha256);
  MergeOptions options;
  options.scope = Scope::authentic_only;
  for (const std::vector<std::string_view>& inputs :
       {std::vector<std::string_view>{sound}, std::vector<std::string_view>{changed, sound}}) {
    const Result<MergedInputs> merged = merge_inputs(inputs, w.keyring, options);
    RC_ASSERT(merged.ok());
    RC_ASSERT(merged->state.sha256 == report.authentic_state_sha256);
    RC_ASSERT(merged->state.source_aliases.empty());
  }
}

// SPEC 9.4: the report has the keys that signers, receipts and the bundle's signature name.
TEST(Rule9_4_Keys, AreThoseThatTheBundleNames) {
  const World& w = world();
  const Draft created = w.record_created().payload(w.record.payload(w.other_registry));
  const std::string bundle = signed_bundle(plain_bundle(w, {created.json()}, {}), w.carol);
  std::set<std::string> fingerprints;
  for (const KeyInfo& key : Bundle::parse(bundle)->verify(w.keyring).keys) {
    fingerprints.insert(key.fingerprint);
  }
  EXPECT_EQ(fingerprints,
            (std::set<std::string>{w.registry.fingerprint(), w.other_registry.fingerprint(), w.carol.fingerprint()}));
}

// SPEC 9.4: a check that fails shows the value that the rules give, the value in the bundle, and its pointer.
TEST(Rule9_4_Checks, ShowTheExpectedAndTheActualValue) {
  const World& w = world();
  const std::pair<std::string, std::optional<std::string>> cases[] = {
      {quote("1.1"), "1.1"}, {"[ 2 ]", "[2]"}, {"", std::nullopt}};
  for (const auto& [json, actual] : cases) {
    Members members = plain_bundle(w, {}, {});
    if (!json.empty()) {
      members["bundle_version"] = json;
    }
    const BundleReport report = Bundle::parse(write_object(members))->verify(w.keyring);
    const auto check = std::find_if(report.checks.begin(), report.checks.end(),
                                    [](const Check& each) { return each.name == "bundle_version"; });
    ASSERT_NE(check, report.checks.end());
    EXPECT_FALSE(check->ok);
    EXPECT_EQ(check->expected, "1.0");
    EXPECT_EQ(check->actual, actual);
    EXPECT_EQ(check->pointer, "/bundle_version");
  }
}

// SPEC 3.5 and 3.6: refused keys are named in the order of the bundle. What is not read makes no entry refused.
TEST(Rule9_4_Checks, RefusedKeysAreInTheOrderOfTheBundle) {
  const World& w = world();
  const std::string sound = w.carol.key_entry(std::nullopt, std::nullopt);
  const std::string rotating = w.carol.key_entry(std::nullopt, std::nullopt, "2026-01-01T00:00:00Z");
  const std::string never = w.stranger.key_entry("x", "y", "soon");
  Members members = plain_bundle(w, {}, {});
  members["public_keys"] = write_array({"1", rotating, never, "2", sound, "{}"});
  std::vector<std::string> pointers;
  for (const Check& check : Bundle::parse(write_object(members))->verify(w.keyring).checks) {
    if (check.name == "public_keys" && !check.ok) {
      pointers.push_back(check.pointer);
    }
  }
  EXPECT_EQ(pointers, (std::vector<std::string>{"/public_keys/0", "/public_keys/3", "/public_keys/5"}));
}

// SPEC 9.4: the check fails for any JSON value that is not the state. `state` is the last member of the bundle here.
TEST(Rule9_4_Checks, AnythingThatIsNotTheStateFails) {
  const World& w = world();
  for (const char* const json : {"null", "true", "1", "\"x\"", "[]", "[\"x\"]", "{}", "{\"a\":{}}"}) {
    Members members = plain_bundle(w, {}, {});
    members["state"] = json;
    const BundleReport report = Bundle::parse(write_object(members))->verify(w.keyring);
    const auto check = std::find_if(report.checks.begin(), report.checks.end(),
                                    [](const Check& each) { return each.name == "state"; });
    ASSERT_NE(check, report.checks.end()) << json;
    EXPECT_FALSE(check->ok) << json;
  }
}

// SPEC 9.4 with 2.1 to 2.4: a sound bundle with any number of faults at once.
RC_GTEST_PROP(Rule9_4_Checks, PlantedFaultsFailAndNothingElse, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  const std::string suffix = w.record.pith_number.substr(10);
  const std::string time = "2026-07-01T00:00:00Z";
  Members bundle = plain_bundle(w, {w.record_created().json(), Draft(w.alice, w.record.pith_number).json()},
                                {{"arxiv", "2104.11125", time},
                                 {"arxiv_version", "2104.11125v1", time},
                                 {"doi", "10.48550/arxiv.2104.11125", time},
                                 {"pith_short_8", suffix.substr(0, 8), time},
                                 {"pith_short_12", suffix.substr(0, 12), time},
                                 {"pith_short_16", suffix.substr(0, 16), time}});
  bundle["bundle_version"] = quote("1.0");
  bundle["short_pith_number"] = quote("pith:" + suffix.substr(0, 8));
  bundle["canonical_record"] = w.record.json;
  bundle["canonical_sha256"] = quote(to_hex(w.record.digest));
  bundle["source"] = reference::write(*reference::read(w.record.json)->find("source"));
  bundle["public_keys"] = write_array({w.registry.key_entry(std::nullopt, std::nullopt)});
  bundle["merge_version"] = quote("pith-open-graph-merge-v1");
  std::set<std::string> expected;
  std::vector<const Fault*> chosen;
  for (const Fault& fault : faults()) {
    if (chance.percent(15)) {
      chosen.push_back(&fault);
      fault.before_the_state(bundle);
      expected.insert(fault.checks.begin(), fault.checks.end());
    }
  }
  const reference::Checker checker = checker_of(w);
  const reference::Json read_again = *reference::read(write_object(bundle));
  Events events;
  for (const reference::Json& event : read_again.find("events")->items) {
    events.push_back(reference::write(event));
  }
  std::vector<Alias> aliases;
  for (const reference::Json& alias : read_again.find("source_aliases")->items) {
    aliases.push_back(
        {*alias.find_string("alias_kind"), *alias.find_string("alias_value"), *alias.find_string("created_at")});
  }
  bundle["state"] = reference_state(checker, copies_of(checker, events), aliases).document;
  for (const Fault* const fault : chosen) {
    fault->after_it(bundle);
  }
  const bool is_by_alice = chance.percent(15);
  const bool has_other_hash = chance.percent(15);
  if (is_by_alice || has_other_hash) {
    expected.insert("bundle_signature");
  }
  Members changes;
  if (has_other_hash) {
    expected.insert("bundle_sha256");
    changes["bundle_sha256"] = quote(std::string(64, '0'));
  }
  const Result<Bundle> parsed = Bundle::parse(signed_bundle(bundle, is_by_alice ? w.alice : w.registry, changes));
  RC_ASSERT(parsed.ok());
  const BundleReport report = parsed->verify(w.keyring);
  std::set<std::string> names, failed;
  for (const Check& check : report.checks) {
    names.insert(check.name);  // a check that fails at several pointers is there several times
    if (!check.ok) {
      failed.insert(check.name);
    } else {
      RC_ASSERT(expected.count(check.name) == 0U);  // no check both fails and passes
    }
  }
  RC_ASSERT(names.size() == 15U);
  RC_ASSERT(failed == expected);
  RC_ASSERT(report.ok == expected.empty());
}

}  // namespace
}  // namespace pith::tests
