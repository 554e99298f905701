// Exactly what a generator planted is found: reasons (SPEC 4), supersession (6.1) and equivocations (7). The expected
// values come from the generator. They do not come from a second implementation of the rules.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "pith/canonical.h"
#include "tests/support/property.h"
#include "tests/support/reference_event.h"

namespace pith::tests {
namespace {

using Events = std::vector<std::string>;
using Digests = std::vector<Sha256Digest>;
using Texts = std::vector<std::string>;

RC_GTEST_PROP(Rule4_5_Reasons, ExactlyThePlantedOnesAreFound, ()) {
  const Draw run = draw();
  const Scenario scenario = scenario_of(run);
  const State state = set_of(scenario.all()).state();
  for (const auto& [id, planted] : scenario.planted) {
    const std::string reason = reason_in(state, id);
    if (reason != planted && !(planted == "-" && reason == "prev_event_unresolved")) {
      RC_FAIL(to_hex(id) + " is " + reason + " and should be " + planted + ", seed " + std::to_string(run.seed));
    }
  }
}

// SPEC 4.9 and 5.2, seen from outside: an event with no other fault is valid if and only if its `prev_event` is null or
// valid. A valid event comes after all valid events that it names.
RC_GTEST_PROP(Rule4_9_PrevEvent, AnEventIsValidIfItsPrevEventIs, ()) {
  const Draw run = draw();
  hold("Rule4_9", "4.9", run, scenario_of(run).all(), [](const Events& events) {
    const State state = set_of(events).state();
    std::map<std::string, std::size_t> indices;  // in `applied_event_ids`
    for (const Sha256Digest& id : state.applied_event_ids) {
      const std::size_t index = indices.size();
      indices.emplace("sha256:" + to_hex(id), index);
    }
    for (const std::string& event : events) {
      reference::Json content = *reference::read(event);
      std::erase_if(content.members, [](const auto& member) {
        return member.first == "signature" || member.first == "content_sha256" || member.first == "event_id";
      });
      const Sha256Digest id = crypto().sha256(reference::write(content));
      const auto index = indices.find("sha256:" + to_hex(id));
      const bool is_valid = index != indices.end();
      if (!is_valid && reason_in(state, id) != "prev_event_unresolved") {
        continue;
      }
      const std::optional<std::string> prev = content.find_string("prev_event");
      if (is_valid != (!prev || indices.contains(*prev))) {
        return "the validity of " + to_hex(id);
      }
      std::vector<reference::Json> links = content.find("supersedes")->items;
      links.push_back(*content.find("prev_event"));
      for (const reference::Json& link : links) {
        const auto before = indices.find(link.text);
        if (is_valid && before != indices.end() && before->second > index->second) {
          return "the order of " + to_hex(id);
        }
      }
    }
    return std::string();
  });
}

/// Makes sound events. Each has a target of its own unless the test asks for another one, so events conflict only if
/// that was planted.
class Planter {
 public:
  explicit Planter(Chance& chance) : chance_(chance) {}

  Draft event(const Signer& signer, const std::string& type = "correction") {
    return Draft(signer, world().record.pith_number)
        .type(type)
        .target("question " + std::to_string(++questions_))
        .at(some_instant(chance_));
  }
  /// Another event by the same signer, of the same type and target.
  Draft again(const Draft& draft) {
    return Draft(draft).at(some_instant(chance_)).payload("{\"n\":" + std::to_string(++questions_) + "}");
  }
  const Signer& signer() {
    const World& w = world();
    return *chance_.pick(std::vector<const Signer*>{&w.alice, &w.alice_again, &w.bob, &w.carol, &w.typed, &w.registry});
  }
  /// A signer of the same principal, with the same key or another one.
  const Signer& same_principal(const Signer& signer) {
    return signer.signer_id != "alice" ? signer : chance_.percent(50) ? world().alice : world().alice_again;
  }
  const Signer& other_principal(const Signer& signer) {
    const World& w = world();
    return signer.signer_id == "bob" ? w.carol : w.bob;
  }

 private:
  Chance& chance_;
  std::size_t questions_ = 0;
};

std::set<std::string> listed_ids(const State& state) {
  std::set<std::string> ids;
  const reference::Json document = *reference::read(state.document);
  for (const auto& [name, list] : document.find("current")->members) {
    for (const reference::Json& entry : list.items) {
      if (const std::optional<std::string> id = entry.find_string("event_id")) {
        ids.insert(*id);
      }
    }
  }
  return ids;
}

RC_GTEST_PROP(Rule6_1_Superseded, ExactlyThePlantedOnesAreFound, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  Planter planter(chance);
  Events events;
  std::set<std::string> live;
  std::size_t foreign = 0, dangling = 0;
  for (std::size_t count = 3 * run.motifs; count > 0; --count) {
    const Draft draft = planter.event(planter.signer());
    events.push_back(draft.json());
    // A withdrawal has a type that no list shows. So the lists have only events that may be superseded.
    const Draft own = planter.event(planter.same_principal(draft.signer()), "withdrawal").supersedes({draft.digest()});
    const Draft others =
        planter.event(planter.other_principal(draft.signer()), "withdrawal").supersedes({draft.digest()});
    bool is_live = true;
    switch (chance.below(7)) {
      case 0:
        is_live = false;
        events.push_back(own.json());
        break;
      case 1:  // the withdrawal is itself withdrawn, and still has its effect
        is_live = false;
        events.push_back(own.json());
        events.push_back(planter.event(own.signer(), "withdrawal").supersedes({own.digest()}).json());
        break;
      case 2:
        ++foreign;
        events.push_back(others.json());
        break;
      case 3:  // invalid, and so without effect
        events.push_back(Draft(own).prev(crypto().sha256("nobody")).json());
        break;
      case 4:
        events.push_back(Draft(own).set_signature("signature_b64", "null").json());
        break;
      case 5:
        ++dangling;
        events.push_back(planter.event(own.signer(), "withdrawal").supersedes({crypto().sha256("nobody")}).json());
        break;
      default:
        break;
    }
    if (is_live) {
      live.insert("sha256:" + to_hex(draft.digest()));
    }
  }
  chance.shuffle(events);
  const State state = set_of(events).state();
  RC_ASSERT(listed_ids(state) == live);
  const auto count_of = [&](WarningCode code) {
    return static_cast<std::size_t>(std::count_if(state.warnings.begin(), state.warnings.end(),
                                                  [&](const Warning& warning) { return warning.code == code; }));
  };
  RC_ASSERT(count_of(WarningCode::foreign_supersedes) == foreign);
  RC_ASSERT(count_of(WarningCode::dangling_supersedes) == dangling);
}

/// `event_type`, `target`, `position`, `event_ids`, `resolved`.
using Entry = std::tuple<std::string, std::string, std::optional<Sha256Digest>, Digests, bool>;

RC_GTEST_PROP(Rule7_2_Conflict, ExactlyThePlantedEquivocationsAreFound, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  Planter planter(chance);
  Events events;
  std::set<Entry> expected;
  for (std::size_t count = 2 * run.motifs; count > 0; --count) {
    const Signer& signer = planter.signer();
    const Draft root = planter.event(signer);
    const Draft first = chance.percent(50) ? planter.event(signer) : planter.event(signer, "an open type");
    const std::string type = reference::read(first.member("event_type"))->text;
    const std::string target = reference::read(first.member("target"))->text;
    std::vector<Draft> answers;
    std::optional<Sha256Digest> position;
    const std::size_t shape = chance.below(7);
    if (shape <= 2) {  // a fork at null, at an event, or at a superseded event that is absent
      for (std::size_t n = 2 + chance.below(3); n > 0; --n) {
        Draft answer = planter.again(first);
        if (shape == 1) {
          answer.prev(root.digest());
          position = root.digest();
        } else if (shape == 2) {
          position = crypto().sha256("absent");
          answer.supersedes({*position});
        }
        answers.push_back(answer);
      }
    } else if (shape == 3) {  // honest: the second follows the first
      answers.push_back(first);
      answers.push_back(planter.again(first).prev(first.digest()));
    } else if (shape == 4) {  // the second names the first
      answers.push_back(first);
      answers.push_back(planter.again(first).supersedes({first.digest()}));
    } else if (shape == 5) {  // the same position, but another principal, or another type
      answers.push_back(first);
      events.push_back(planter.event(planter.other_principal(signer)).set("target", first.member("target")).json());
      events.push_back(planter.event(signer, "yet another type").set("target", first.member("target")).json());
    } else {  // different positions
      answers.push_back(first);
      answers.push_back(planter.again(first).prev(root.digest()));
    }
    events.push_back(root.json());
    Digests ids;
    for (const Draft& answer : answers) {
      ids.push_back(answer.digest());
      events.push_back(answer.json());
    }
    const std::size_t withdrawn = chance.below(ids.size() + 1);
    events.push_back(planter.event(planter.same_principal(signer), "withdrawal")
                         .supersedes({ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(withdrawn)})
                         .json());
    if (shape <= 2) {
      const bool is_resolved = ids.size() - withdrawn <= 1;
      std::sort(ids.begin(), ids.end());
      expected.insert({type, target, position, ids, is_resolved});
    }
  }
  chance.shuffle(events);
  std::set<Entry> found;
  for (const Equivocation& entry : set_of(events).state().equivocations) {
    found.insert({entry.event_type, entry.target, entry.position, entry.event_ids, entry.is_resolved});
  }
  RC_ASSERT(found == expected);
}

/// A text that is an instant, or almost one.
std::string near_instant(Chance& chance) {
  const auto two = [&](const Texts& usual, const Texts& edge) {
    return chance.pick(chance.percent(80) ? usual : edge);
  };
  std::string text = two({"2024", "2023", "2000"}, {"1900", "2100", "0000", "0001", "9999"}) + "-" +
                     two({"02", "07"}, {"00", "01", "04", "12", "13"}) + "-" +
                     two({"01", "28", "29"}, {"00", "30", "31", "32"}) + "T" + two({"00", "23"}, {"24"}) + ":" +
                     two({"00", "59"}, {"60"}) + ":" + two({"00", "59"}, {"60"});
  if (chance.percent(60)) {
    text += "." + std::string(chance.below(9), '0') + two({"1", "50", "5"}, {"", "99"});
  }
  text += two({"Z"}, {"z", "", "+00:00", "ZZ"});
  if (chance.percent(3)) {
    text[chance.below(text.size())] = '/';
  }
  return text;
}

// SPEC 4.4 and 6.5: whether a text is an instant, and which of two is earlier. Aliases show it, and need no signature.
RC_GTEST_PROP(Rule4_4_Instants, AreReadAndOrderedAsByTheReference, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const EventSet nothing = world().events();
  for (int count = 50; count > 0; --count) {
    const std::string left = near_instant(chance);
    const std::string right = near_instant(chance);
    std::optional<std::pair<std::string, std::string>> earlier;
    std::size_t instants = 0;
    for (const std::string& text : {left, right}) {
      if (const std::optional<std::string> instant = reference::instant(text)) {
        const auto candidate = std::make_pair(*instant, text);
        ++instants;
        earlier = earlier ? std::min(*earlier, candidate) : candidate;
      }
    }
    const std::vector<Alias> aliases = {{"kind", "value", left}, {"kind", "value", right}};
    const State state = nothing.state(aliases);
    const std::vector<Alias> expected =
        earlier ? std::vector<Alias>{{"kind", "value", earlier->second}} : std::vector<Alias>{};
    RC_ASSERT((state.source_aliases == expected));
    RC_ASSERT(state.warnings.size() == 2 - instants);  // one for each alias that is left out
  }
}

// SPEC 3.7: two answers conflict if and only if they are by one principal, whatever its keys are, and however similar
// the names of others are.
RC_GTEST_PROP(Rule3_7_Principal, OnlyAnswersByOnePrincipalConflict, ()) {
  const World& w = world();
  static const Signer unbound(21, "unbound", "anyone", "author");
  static const Signer same_key_elsewhere(21, "unbound under another name", "anyone", "author");
  static const Signer other_key_same_name(22, "unbound", "anyone", "author");
  static const Signer named_like_a_key(23, "named", unbound.fingerprint(), "author");
  const std::vector<std::pair<const Signer*, int>> principals = {{&w.alice, 1},          {&w.alice_again, 1},
                                                                 {&unbound, 2},          {&same_key_elsewhere, 2},
                                                                 {&named_like_a_key, 3}, {&other_key_same_name, 4}};
  Keyring keyring(crypto());
  for (const auto& [signer, principal] : principals) {
    const bool is_bound = principal == 1 || principal == 3;
    const auto bound_id = is_bound ? std::optional<std::string>(signer->signer_id) : std::nullopt;
    RC_ASSERT(keyring.add(signer->key_entry(bound_id, std::nullopt)).ok());
  }
  const Draw run = draw();
  Chance chance(run.seed);
  EventSet events(w.record.pith_number, keyring);
  std::map<int, Digests> answers;
  for (std::size_t count = 1 + chance.below(6); count > 0; --count) {
    const auto& [signer, principal] = chance.pick(principals);
    Draft answer = Draft(*signer, w.record.pith_number).payload("{\"n\":" + std::to_string(count) + "}");
    RC_ASSERT(!add(events, answer).reason);
    answers[principal].push_back(answer.digest());
  }
  std::set<Digests> expected, found;
  for (auto& [principal, ids] : answers) {
    std::sort(ids.begin(), ids.end());
    if (ids.size() > 1) {
      expected.insert(ids);
    }
  }
  for (const Equivocation& entry : events.state().equivocations) {
    found.insert(entry.event_ids);
  }
  RC_ASSERT(found == expected);
}

// SPEC 8.3 and 8.1: the document is JSON and has the hash that it states. Each count is the length of its list.
RC_GTEST_PROP(Rule8_3_StateSha256, IsTheHashOfTheDocument, ()) {
  const Draw run = draw();
  const Scenario scenario = scenario_of(run);
  hold("Rule8_3", "8.3", run, scenario.all(), [&](const Events& events) {
    for (const Scope scope : {Scope::all, Scope::authentic_only}) {
      const State state = set_of(events).state(scenario.aliases, scope);
      std::optional<reference::Json> document = reference::read(state.document);
      if (!document || canonical_json(state.document).ok() == false) {
        return std::string("the document is refused");
      }
      const std::string stated = document->find_string("state_sha256").value_or("");
      const auto count_is = [&](const char* count, const char* list) {
        return document->find(count)->text == std::to_string(document->find(list)->items.size());
      };
      if (!count_is("valid_event_count", "applied_event_ids") || !count_is("invalid_event_count", "invalid_events") ||
          !count_is("equivocation_count", "equivocations") ||
          document->find("event_count")->text !=
              std::to_string(state.applied_event_ids.size() + state.invalid_events.size())) {
        return std::string("a count is not the length of its list");
      }
      document->members.erase("state_sha256");
      const std::string again = reference::hex(reference::sha256(reference::write(*document)));
      if (again != stated || again != to_hex(state.sha256)) {
        return "hashed again: " + again;
      }
    }
    return std::string();
  });
}

}  // namespace
}  // namespace pith::tests
