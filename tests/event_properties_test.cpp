// SPEC 4.1, 4.2, 4.5 and 4.6 on single events: each member missing or of any type and form, and several faults at once.
// The generator knows which fault comes first, and so which reason is right.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/faults.h"
#include "tests/support/property.h"

namespace pith::tests {
namespace {

using Texts = std::vector<std::string>;

struct Form {
  std::string member;
  bool is_of_signer = false;
  Texts right;
  Texts wrong;
};

const std::string& some_id() {
  static const std::string id = "sha256:" + to_hex(crypto().sha256("some event"));
  return id;
}

std::vector<Form> forms() {
  const std::string id = quote(some_id());
  const std::string other_id = quote("sha256:" + std::string(64, '0'));
  const Texts no_ids = {quote(some_id().substr(7)),
                        quote(some_id() + "0"),
                        quote("SHA256:" + some_id().substr(7)),
                        quote("sha256:"),
                        quote("sha256:" + std::string(64, 'A')),
                        quote("")};
  Texts no_lists = {"[" + id + "," + id + "]", "[null]", "[1]"};
  for (const std::string& no_id : no_ids) {
    no_lists.push_back("[" + other_id + "," + no_id + "]");
  }
  const Texts texts = {"\"\"", "\"x\"", "\"\\u0000\\n\""};
  const Texts objects = {"{}", "{\"a\":[]}"};
  std::vector<Form> forms = {{"created_at", false, {"\"2026-07-01T00:00:00Z\""}, {"\"2026-07-01\"", "\"\""}},
                             {"payload", false, objects, {}},
                             {"signer", false, {}, {"{}", "{\"signer_id\":\"alice\"}"}},
                             {"prev_event", false, {"null", id}, no_ids},
                             {"supersedes", false, {"[]", "[" + id + "]", "[" + other_id + "," + id + "]"}, no_lists}};
  for (const char* const member : {"event_type", "subject_pith_number", "target", "schema_version"}) {
    forms.push_back({member, false, texts, {}});
  }
  for (const char* const member : {"signer_id", "signer_type", "key_id", "public_key_fingerprint"}) {
    forms.push_back({member, true, texts, {}});
  }
  // Add values of another type, and the missing member (an empty text).
  for (Form& form : forms) {
    for (const char* const json : {"", "null", "1", "true", "\"x\"", "[]", "{}"}) {
      const char first = *json;
      const bool is_known = std::any_of(form.right.begin(), form.right.end(),
                                        [&](const std::string& right) { return right.front() == first; });
      const bool is_always_there = first == '\0' && form.member == "signer";  // a draft always has a signer
      if (!is_known && !is_always_there) {
        form.wrong.push_back(json);
      }
    }
  }
  return forms;
}

RC_GTEST_PROP(Rule4_1_Members, AreMalformedIfMissingOrOfAnotherForm, ()) {
  static const std::vector<Form> all = forms();
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  EventSet events = w.events();
  for (int count = 5; count > 0; --count) {
    const Form& form = chance.pick(all);
    const bool is_wrong = form.right.empty() || chance.percent(60);
    const std::string& json = chance.pick(is_wrong ? form.wrong : form.right);
    Draft draft = Draft(w.alice, w.record.pith_number).set("more", std::to_string(count));
    if (form.is_of_signer) {
      draft.set_signer(form.member, json);
    } else {
      draft.set(form.member, json);
    }
    RC_ASSERT((reason_name(add(events, draft).reason) == "malformed") == is_wrong);
  }
}

// SPEC 4.6: a member of `signature` that is not as in 4.2 makes the event invalid. `signed_at` and other members are
// free.
RC_GTEST_PROP(Rule4_2_Signature, EveryMemberExceptSignedAtMustBeRight, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  EventSet events = w.events();
  static const Texts members = {"signature_status", "algorithm",      "key_id",    "public_key_fingerprint",
                                "signature_b64",    "signed_message", "signed_at", "more"};
  const std::string member = chance.pick(members);
  const std::string json = chance.pick(Texts{"", "null", "1", "\"\"", "\"other\"", "[]", "{}", quote(w.bob.key_id)});
  const Draft draft = Draft(w.alice, w.record.pith_number).set_signature(member, json);
  const bool is_free = member == "signed_at" || member == "more";
  RC_ASSERT(reason_name(add(events, draft).reason) == (is_free ? "-" : "bad_signature"));
}

// SPEC 4.5 and 4.6: if an event has two faults, the first check that fails gives the reason.
RC_GTEST_PROP(Rule4_5_Order, TheFirstCheckThatFailsGivesTheReason, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  EventSet events = w.events();
  for (int count = 20; count > 0; --count) {
    const Signer& signer = *chance.pick(std::vector<const Signer*>{&w.alice, &w.bob, &w.retired, &w.registry});
    const Draft sound = Draft(signer, w.record.pith_number).at(some_instant(chance)).set("more", std::to_string(count));
    const Faulty faulty =
        chance.percent(80) ? with_faulty_content(w, sound, chance) : with_faulty_envelope(w, sound, chance);
    RC_ASSERT(reason_name(add(events, faulty.draft).reason) == faulty.reason);
  }
}

}  // namespace
}  // namespace pith::tests
