// SPEC 4.5, `limit_exceeded`, and the bounds of SPEC 4.6: an event just within a limit passes, and an event just beyond
// it does not. The generator sets the sizes. What passes can be passed on in any form.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "pith/bundle.h"
#include "pith/merge_inputs.h"
#include "tests/support/bundles.h"
#include "tests/support/property.h"
#include "tests/support/reference_event.h"

namespace pith::tests {
namespace {

/// `depth` arrays, one inside another.
std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

std::size_t content_size_bytes(const Draft& draft) {
  return reference::write(reference::without_envelope(*reference::read(draft.json()))).size();
}

std::string some_ids(std::size_t count) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) {
    ids.push_back(quote("sha256:" + to_hex(crypto().sha256(std::to_string(i)))));
  }
  return write_array(ids);
}

/// Makes one thing in the content as large as the limit allows (beyond_limit is 1), or one less (0), or one more (2).
void fill(Draft& draft, std::size_t shape, std::size_t beyond_limit, Chance& chance) {
  const bool is_inside = chance.percent(50);
  if (shape == 0) {
    draft.payload("{\"text\":\"\"}");
    const std::size_t wanted = 1'048'575 + beyond_limit - content_size_bytes(draft);
    draft.payload("{\"text\":\"" + std::string(wanted, 'x') + "\"}");
  } else if (shape == 1) {  // the event itself is one container, and the payload is another
    const std::size_t deepest = 57 + beyond_limit;
    if (is_inside) {
      draft.payload("{\"deep\":" + nested(deepest - 2) + ",\"flat\":[[]]}");
    } else {
      draft.set("other", nested(deepest - 1));
    }
  } else {
    draft.set("supersedes", some_ids(63 + beyond_limit));
  }
}

/// Makes the signature as deep or as large as its bounds allow (beyond_bound is 1), or one less (0), or one more (2),
/// or as deep as an event can be that comes alone (3).
void fill_signature(Draft& draft, std::size_t beyond_bound, Chance& chance) {
  const std::string member = chance.percent(50) ? "signed_at" : "other";
  if (beyond_bound == 3) {
    draft.set_signature(member, nested(62));
  } else if (chance.percent(50)) {  // the signature itself is one container
    draft.set_signature(member, nested(14 + beyond_bound));
  } else {
    draft.set_signature(member, "\"\"");
    const std::size_t empty = reference::write(*reference::read(draft.json())->find("signature")).size();
    draft.set_signature(member, quote(std::string(65'535 + beyond_bound - empty, 'x')));
  }
}

RC_GTEST_PROP(Rule4_5_Limits, AreRightOnBothSides, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  Draft draft(chance.percent(50) ? w.alice : w.registry, w.record.pith_number);
  const std::size_t beyond_limit = chance.below(3);  // one less than the limit, the limit, one more
  fill(draft, chance.below(3), beyond_limit, chance);
  if (chance.percent(30)) {
    fill_signature(draft, chance.below(2), chance);
  }
  EventSet events = w.events();
  RC_ASSERT(reason_name(add(events, draft).reason) == (beyond_limit == 2 ? "limit_exceeded" : "-"));
}

RC_GTEST_PROP(Rule4_6_Bounds, AreRightOnBothSides, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  Draft draft(chance.percent(50) ? w.alice : w.registry, w.record.pith_number);
  const std::size_t beyond_bound = chance.below(4);
  fill_signature(draft, beyond_bound, chance);
  EventSet events = w.events();
  RC_ASSERT(reason_name(add(events, draft).reason) == (beyond_bound >= 2 ? "bad_signature" : "-"));
}

// SPEC 4.6: a mirror can pass on every authentic event, whatever anybody added to the copy that it has.
RC_GTEST_PROP(Rule4_6_Bounds, EveryAuthenticEventFitsIntoAStateInABundleInAnArray, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  EventSet events = w.events();
  std::vector<std::string> authentic;
  for (std::size_t number = 0; number < 3; ++number) {
    Draft draft(chance.percent(50) ? w.alice : w.registry, w.record.pith_number);
    draft.set("number", std::to_string(number));
    const std::size_t shape = chance.below(4);
    if (shape == 3) {
      draft.set_signer("other", nested(55 + chance.below(3)));
    } else {
      fill(draft, shape, chance.below(3), chance);
    }
    if (chance.percent(70)) {
      fill_signature(draft, chance.below(4), chance);
    }
    if (!add(events, draft).reason) {
      authentic.push_back(draft.json());
    }
  }
  const std::string document = events.state({}, Scope::authentic_only).document;
  Members bundle = plain_bundle(w, authentic, {});
  bundle["state"] = document;
  RC_ASSERT(Bundle::parse(write_object(bundle))->verify(w.keyring).state.document == document);
  const std::string text = write_array({write_object(bundle)});
  const std::vector<std::string_view> inputs = {text};
  const Result<MergedInputs> merged = merge_inputs(inputs, w.keyring);
  RC_ASSERT(merged.ok());
  RC_ASSERT(merged->state.document == document);
}

/// A record with `depth` containers inside it.
Record deep_record(std::size_t depth) {
  Record record;
  record.json = R"({"deep":)" + nested(depth) + R"(,"metadata":{"submitted_at":"2021-04-21T02:22:10Z"}})";
  record.digest = crypto().sha256(record.json);
  record.pith_number = "pith:2021:" + reference::base32(reference::sha256(record.json)).substr(0, 26);
  return record;
}

// SPEC 4.5 and 8.1: a record is in the event, in the bundle, and twice in the state. The event, its payload and the
// record are three containers of the 58.
TEST(Rule4_5_Limits, ARecordNestedAsDeepAsAllowedFitsEverywhere) {
  const World& w = world();
  for (const auto& [depth, reason] : {std::make_pair(std::size_t{55}, "-"), {56, "limit_exceeded"}}) {
    SCOPED_TRACE(depth);
    const Record record = deep_record(depth);
    const Draft created =
        Draft(w.registry, record.pith_number).type("record_created").payload(record.payload(w.registry));
    EventSet events(record.pith_number, w.keyring);
    EXPECT_EQ(reason_name(add(events, created).reason), reason);
    const std::string document = events.state().document;
    Members bundle = plain_bundle(w, {created.json()}, {});
    bundle["pith_number"] = quote(record.pith_number);
    bundle["short_pith_number"] = quote("pith:" + record.pith_number.substr(10, 8));
    bundle["bundle_version"] = quote("1.0");
    bundle["merge_version"] = quote("pith-open-graph-merge-v1");
    bundle["canonical_record"] = record.json;
    bundle["canonical_sha256"] = quote(to_hex(record.digest));
    bundle["state"] = document;
    const BundleReport report = Bundle::parse(signed_bundle(bundle, w.registry))->verify(w.keyring);
    EXPECT_EQ(report.state.document, document);
    for (const Check& check : report.checks) {
      EXPECT_EQ(check.ok, reason[0] == '-' || check.name != "events") << check.name;
    }
    const std::string text = write_array({signed_bundle(bundle, w.registry)});
    const std::vector<std::string_view> inputs = {text};
    const Result<MergedInputs> merged = merge_inputs(inputs, w.keyring);
    ASSERT_TRUE(merged.ok());
    EXPECT_EQ(merged->state.document, document);
  }
}

}  // namespace
}  // namespace pith::tests
