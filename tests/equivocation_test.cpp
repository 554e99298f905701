// SPEC 7: positions, conflicts, entries. The expected values are written by hand from the rules.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/property.h"
#include "tests/support/world.h"

namespace pith::tests {
namespace {

/// An answer by Alice, or another signer. All answers have one type and target; the payload tells them apart.
Draft answer(const std::string& text, const Signer& signer = world().alice) {
  return Draft(signer, world().record.pith_number)
      .type("correction")
      .target("question")
      .payload(R"({"answer":)" + quote(text) + "}");
}

State state_of(const std::vector<Draft>& drafts) {
  EventSet events = world().events();
  for (const Draft& draft : drafts) {
    add(events, draft);
  }
  return events.state();
}

std::vector<Sha256Digest> ids(const std::vector<Draft>& drafts) {
  std::vector<Sha256Digest> digests;
  for (const Draft& draft : drafts) {
    digests.push_back(draft.digest());
  }
  std::sort(digests.begin(), digests.end());
  return digests;
}

TEST(Rule7_1_Positions, OfNullPrevSupersedesAndBoth) {
  const Draft root = answer("root").target("another question");
  const Draft other = answer("other root").target("a third question");
  const auto p = root.digest();
  const auto q = other.digest();
  struct Case {
    std::string what;
    Draft left;
    Draft right;
    std::vector<std::optional<Sha256Digest>> shared;  // the positions that have an entry
  };
  const auto sorted = [](std::vector<std::optional<Sha256Digest>> positions) {
    std::sort(positions.begin(), positions.end());
    return positions;
  };
  const std::vector<Case> cases = {
      {"null and null", answer("1"), answer("2"), {std::nullopt}},
      {"null and prev", answer("1"), answer("2").prev(p), {}},
      {"null and supersedes", answer("1"), answer("2").supersedes({p}), {}},
      {"prev and the same prev", answer("1").prev(p), answer("2").prev(p), {p}},
      {"prev and another prev", answer("1").prev(p), answer("2").prev(q), {}},
      {"prev and the same superseded", answer("1").prev(p), answer("2").supersedes({p}), {p}},
      {"superseded once and twice", answer("1").supersedes({p}), answer("2").supersedes({p, q}), {p}},
      {"superseded twice and twice", answer("1").supersedes({q, p}), answer("2").supersedes({p, q}), sorted({p, q})},
      {"both: prev alone is the position", answer("1").prev(p).supersedes({q}), answer("2").supersedes({q}), {}},
      {"both and both", answer("1").prev(p).supersedes({q}), answer("2").prev(p).supersedes({q}), {p}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    const State state = state_of({root, other, c.left, c.right});
    std::vector<std::optional<Sha256Digest>> positions;
    for (const Equivocation& entry : state.equivocations) {
      positions.push_back(entry.position);
      EXPECT_EQ(entry.event_ids, ids({c.left, c.right}));
      EXPECT_EQ(entry.event_type, "correction");
      EXPECT_EQ(entry.target, "question");
      EXPECT_FALSE(entry.is_resolved);
    }
    EXPECT_EQ(positions, c.shared);
    EXPECT_EQ(state.applied_event_ids.size(), 4U) << "both sides stay valid and applied";
  }
}

TEST(Rule7_1_Positions, AnAbsentSupersededEventIsAPositionToo) {
  const Sha256Digest absent = crypto().sha256("absent");
  const State state = state_of({answer("1").supersedes({absent}), answer("2").supersedes({absent})});
  ASSERT_EQ(state.equivocations.size(), 1U);
  EXPECT_EQ(state.equivocations[0].position, absent);
}

TEST(Rule7_2_Conflict, NeedsOnePrincipalTypeAndTarget) {
  const World& w = world();
  EXPECT_EQ(state_of({answer("1"), answer("2")}).equivocations.size(), 1U);
  EXPECT_EQ(state_of({answer("1"), answer("2", w.alice_again)}).equivocations.size(), 1U) << "two keys, one signer";
  EXPECT_EQ(state_of({answer("1"), answer("2", w.bob)}).equivocations.size(), 0U);
  EXPECT_EQ(state_of({answer("1", w.carol), answer("2", w.typed)}).equivocations.size(), 0U);
  EXPECT_EQ(state_of({answer("1"), answer("2").target("x")}).equivocations.size(), 0U);
  EXPECT_EQ(state_of({answer("1"), answer("2").type("mirror_hint")}).equivocations.size(), 0U);
  EXPECT_EQ(state_of({answer("1").type("ab").target("c"), answer("2").type("a").target("bc")}).equivocations.size(),
            0U);
  EXPECT_EQ(
      state_of({answer("1").type("pith.integrity.v1"), answer("2").type("pith.integrity.v1")}).equivocations.size(), 1U)
      << "types outside `current` too";
}

TEST(Rule7_2_Conflict, NeedsValidEvents) {
  const Draft forged = answer("2").set_envelope("signature", "0");
  EXPECT_EQ(state_of({answer("1"), forged}).equivocations.size(), 0U);
  const auto nobody = crypto().sha256("nobody");
  EXPECT_EQ(state_of({answer("1").prev(nobody), answer("2").prev(nobody)}).equivocations.size(), 0U);
  EXPECT_EQ(state_of({answer("1"), answer("1")}).equivocations.size(), 0U) << "a copy is not a second answer";
}

TEST(Rule7_2_Conflict, AnEventThatNamesTheOtherDoesNotConflict) {
  const Draft root = answer("root").target("another question");
  const Draft a = answer("a").prev(root.digest());
  const Draft b = answer("b").prev(root.digest()).supersedes({a.digest()});
  EXPECT_EQ(state_of({root, a, b}).equivocations.size(), 0U);
  const Draft c_all = answer("c").prev(root.digest()).supersedes({a.digest(), b.digest()});
  EXPECT_EQ(state_of({root, a, b, c_all}).equivocations.size(), 0U);
  const Draft c_some = answer("c").prev(root.digest()).supersedes({b.digest()});
  const State state = state_of({root, a, b, c_some});
  ASSERT_EQ(state.equivocations.size(), 1U);
  EXPECT_EQ(state.equivocations[0].event_ids, ids({a, c_some})) << "b names a, and c names b";
}

TEST(Rule7_3_Entries, OfForksOfTwoThreeAndTwenty) {
  for (const int count : {2, 3, 20}) {
    std::vector<Draft> fork;
    for (int i = 0; i < count; ++i) {
      fork.push_back(answer(std::to_string(i)));
    }
    const State open = state_of(fork);
    ASSERT_EQ(open.equivocations.size(), 1U);
    EXPECT_EQ(open.equivocations[0].event_ids, ids(fork));
    EXPECT_FALSE(open.equivocations[0].is_resolved);

    std::vector<Draft> with_one_left = fork;
    with_one_left.push_back(answer("all but the last").prev(fork[0].digest()).supersedes([&] {
      std::vector<Sha256Digest> digests;
      for (int i = 0; i + 1 < count; ++i) {
        digests.push_back(fork[static_cast<std::size_t>(i)].digest());
      }
      return digests;
    }()));
    const State resolved = state_of(with_one_left);
    ASSERT_EQ(resolved.equivocations.size(), 1U) << "resolved, never erased";
    EXPECT_EQ(resolved.equivocations[0].event_ids, ids(fork));
    EXPECT_TRUE(resolved.equivocations[0].is_resolved) << "one is live";
  }
}

TEST(Rule7_3_Entries, AreResolvedWhenAtMostOneEventIsLive) {
  const Draft a = answer("a");
  const Draft b = answer("b");
  const Draft c = answer("c");
  const auto withdrawal = [](std::vector<Sha256Digest> digests) {
    return answer("withdrawal").target("elsewhere").supersedes(std::move(digests));
  };
  EXPECT_FALSE(state_of({a, b, c, withdrawal({a.digest()})}).equivocations[0].is_resolved);
  EXPECT_TRUE(state_of({a, b, c, withdrawal({a.digest(), c.digest()})}).equivocations[0].is_resolved);
  EXPECT_TRUE(state_of({a, b, c, withdrawal({a.digest(), b.digest(), c.digest()})}).equivocations[0].is_resolved);
}

TEST(Rule7_3_Entries, HaveTheSignerOfTheSmallestIdWithFourMembers) {
  const World& w = world();
  const Draft one = answer("1").set_signer("nickname", quote("al"));
  const Draft two = answer("2", w.alice_again).set_signer("nickname", quote("al"));
  const State state = state_of({one, two});
  ASSERT_EQ(state.equivocations.size(), 1U);
  const Signer& smallest = one.digest() < two.digest() ? w.alice : w.alice_again;
  EXPECT_EQ(state.equivocations[0].signer_json, R"({"key_id":")" + smallest.key_id + R"(","public_key_fingerprint":")" +
                                                    smallest.fingerprint() +
                                                    R"(","signer_id":"alice","signer_type":"author"})");
}

TEST(Rule7_3_Entries, AreSortedByTypeTargetPositionAndFirstId) {
  const World& w = world();
  std::vector<Draft> drafts;
  const Draft root = answer("root").target("roots");
  drafts.push_back(root);
  // U+FB33 comes before U+1F600 by code point, and after it by UTF-16 unit. A quote is 0x22, but its escape begins with
  // a backslash, 0x5C.
  for (const char* const target : {"\uFB33", "\U0001F600", "a", "\"", "!"}) {
    for (const Signer* const signer : {&w.alice, &w.bob}) {
      for (const char* const text : {"1", "2"}) {
        drafts.push_back(answer(text, *signer).target(target));
        drafts.push_back(answer(text, *signer).target(target).prev(root.digest()));
        drafts.push_back(answer(text, *signer).target(target).type("zeta"));
      }
    }
  }
  const std::vector<Equivocation> entries = state_of(drafts).equivocations;
  EXPECT_EQ(entries.size(), 5U * 2U * 3U);
  const auto key = [](const Equivocation& entry) {
    return std::make_tuple(entry.event_type, entry.target, entry.position, entry.event_ids.front());
  };
  EXPECT_TRUE(std::is_sorted(entries.begin(), entries.end(), [&](const Equivocation& left, const Equivocation& right) {
    return key(left) < key(right);
  }));
  std::vector<std::string> targets;
  for (const Equivocation& entry : entries) {
    if (targets.empty() || targets.back() != entry.target) {
      targets.push_back(entry.target);
    }
  }
  targets.resize(5);
  EXPECT_EQ(targets, (std::vector<std::string>{"!", "\"", "a", "\uFB33", "\U0001F600"}));
}

}  // namespace
}  // namespace pith::tests
