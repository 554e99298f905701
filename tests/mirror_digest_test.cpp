// The digest of a mirror on random lines, compared with a std::set of texts that is written from its description.

#include "pith/mirror_digest.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "containers/packed_set.h"
#include "tests/support/property.h"

namespace pith::tests {
namespace {

constexpr std::string_view base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A bundle that holds.
struct Held {
  std::string pith_number;
  Sha256Digest state_sha256 = {};
};

/// Most numbers have one prefix and few endings, so that lines are close to each other, some are equal, and that group
/// is larger than a block.
Held some_held(Chance& chance) {
  Held held;
  const std::size_t year = chance.percent(80) ? 2018 + chance.below(5) : chance.below(10'000);
  const std::string digits = std::to_string(year);
  held.pith_number = "pith:" + std::string(4 - digits.size(), '0') + digits + ":";
  const bool is_near = chance.percent(60);
  for (std::size_t i = 0; i < 26; ++i) {
    held.pith_number += is_near && i < 25 ? '7' : base32[chance.below(is_near ? 4 : 32)];
  }
  const bool is_plain = chance.percent(60);
  for (std::uint8_t& byte : held.state_sha256.bytes) {
    byte = is_plain ? std::uint8_t{0xFF} : static_cast<std::uint8_t>(chance.next());
  }
  return held;
}

std::vector<Held> some_bundles(Chance& chance, std::size_t count) {
  std::vector<Held> bundles;
  for (; count > 0; --count) {
    bundles.push_back(!bundles.empty() && chance.percent(20) ? chance.pick(bundles) : some_held(chance));
  }
  return bundles;
}

/// As the description says it: distinct lines, groups, a hash of each, and a hash of these.
struct Expected {
  std::set<std::string> lines;

  explicit Expected(const std::vector<Held>& bundles) {
    for (const Held& held : bundles) {
      lines.insert(held.pith_number + " " + to_hex(held.state_sha256) + "\n");
    }
  }
  std::string text() const {
    std::map<std::string, std::string> groups;
    for (const std::string& line : lines) {  // in byte order
      groups[line.substr(10, 2)] += line;
    }
    std::string text;
    for (const auto& [prefix, group] : groups) {
      text += prefix + " " + to_hex(crypto().sha256(group)) + "\n";
    }
    return text;
  }
};

MirrorDigest digest_of(const std::vector<Held>& bundles) {
  MirrorDigest digest;
  for (const Held& held : bundles) {
    EXPECT_TRUE(digest.add(held.pith_number, held.state_sha256));
  }
  return digest;
}

RC_GTEST_PROP(MirrorDigest, IsThatOfTheDescription, ()) {
  Chance chance(draw().seed);
  const std::vector<Held> bundles = some_bundles(chance, chance.below(2'000));
  const Expected expected(bundles);
  const MirrorDigest digest = digest_of(bundles);
  RC_ASSERT(digest.size() == expected.lines.size());
  RC_ASSERT(digest.to_text(crypto()) == expected.text());
  RC_ASSERT(digest.sha256(crypto()) == crypto().sha256(expected.text()));
  const auto groups = MirrorDigest::parse_groups(expected.text());
  RC_ASSERT(groups.ok());
  RC_ASSERT(*groups == digest.groups(crypto()));
  for (const MirrorDigest::Group& group : *groups) {
    RC_ASSERT(crypto().sha256(digest.lines(group.prefix)) == group.sha256);
  }
}

RC_GTEST_PROP(MirrorDigest, OrderGroupingAndRepetitionMakeNoDifference, ()) {
  Chance chance(draw().seed);
  std::vector<Held> bundles = some_bundles(chance, chance.below(1'000));
  const MirrorDigest whole = digest_of(bundles);
  chance.shuffle(bundles);
  std::vector<MirrorDigest> parts(1 + chance.below(6));
  for (const Held& held : bundles) {
    for (std::size_t copies = 1 + chance.below(2); copies > 0; --copies) {
      parts[chance.below(parts.size())].add(held.pith_number, held.state_sha256);
    }
  }
  while (parts.size() > 1) {
    const std::size_t into = chance.below(parts.size() - 1);
    if (chance.percent(30)) {
      parts[into].merge(parts[into]);
    }
    parts[into].merge(parts.back());
    parts.pop_back();
  }
  RC_ASSERT(parts[0] == whole);
  RC_ASSERT(parts[0].to_text(crypto()) == whole.to_text(crypto()));
  MirrorDigest read;
  RC_ASSERT(read.add_lines(whole.lines()).ok());
  RC_ASSERT(read == whole);
  RC_ASSERT(read.lines() == whole.lines());
}

TEST(MirrorDigest, CopiesAreApart) {
  Chance chance(1);
  MirrorDigest first = digest_of(some_bundles(chance, 10));
  MirrorDigest copy = first;
  EXPECT_EQ(copy, first);
  Held more = some_held(chance);
  more.pith_number.replace(5, 4, "0001");
  EXPECT_TRUE(copy.add(more.pith_number, more.state_sha256));
  EXPECT_FALSE(copy == first);
  EXPECT_EQ(copy.size(), first.size() + 1);
  first = copy;
  EXPECT_EQ(copy, first);
  const MirrorDigest moved = std::move(first);
  EXPECT_EQ(copy, moved);
}

TEST(MirrorDigest, OfNothingIsTheHashOfNoBytes) {
  EXPECT_EQ(to_hex(MirrorDigest().sha256(crypto())),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(MirrorDigest().lines(), "");
}

// The years of one group come before the suffixes, and the digits of base32 before its letters.
TEST(MirrorDigest, LinesAreInByteOrder) {
  const std::string rest(23, 'A');
  const std::vector<std::string> in_order = {"pith:0000:ABZ" + rest, "pith:2020:AB7" + rest, "pith:2020:ABA" + rest,
                                             "pith:2021:AB2" + rest, "pith:9999:AB2" + rest};
  MirrorDigest digest;
  std::string expected;
  for (std::size_t i = 0; i < in_order.size(); ++i) {
    digest.add(in_order[in_order.size() - 1 - i], {});
    expected += in_order[i] + " " + std::string(64, '0') + "\n";
  }
  digest.add("pith:2021:7B2" + rest, {});
  digest.add("pith:2021:A72" + rest, {});
  EXPECT_EQ(digest.lines("AB"), expected);
  EXPECT_EQ(digest.lines("ZZ"), "");
  EXPECT_EQ(digest.lines("A"), "");
  EXPECT_EQ(digest.lines("a\xFF"), "");
  const std::vector<MirrorDigest::Group> groups = digest.groups(crypto());
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[0].prefix + groups[1].prefix + groups[2].prefix, "7BA7AB");
}

TEST(MirrorDigest, ANumberOfAnotherFormIsNotAdded) {
  const std::string sound = "pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF";
  MirrorDigest digest;
  for (const std::string& number :
       {std::string(), sound + "A", sound.substr(1), "pith:202A:" + sound.substr(10), sound.substr(0, 35) + "1",
        sound.substr(0, 35) + "a", "PITH" + sound.substr(4), std::string(36, 'A'),
        sound.substr(0, 10) + "h" + sound.substr(11), "pith-2021:" + sound.substr(10)}) {
    EXPECT_FALSE(digest.add(number, {})) << number;
  }
  EXPECT_EQ(digest.size(), 0U);
  EXPECT_TRUE(digest.add(sound, {}));
}

TEST(MirrorDigest, AFaultyTextIsRefusedWithItsLine) {
  const std::string hash(64, 'a');
  const std::string sound = "AB " + hash + "\nBA " + hash + "\n";
  EXPECT_TRUE(MirrorDigest::parse_groups(sound));
  EXPECT_TRUE(MirrorDigest::parse_groups(""));
  const std::vector<std::pair<std::string, std::size_t>> faulty = {
      {sound.substr(0, sound.size() - 1), 2},  // torn
      {"\n" + sound, 1},                       // blank line
      {sound + "\n", 3},
      {sound + "AB " + hash + "\n", 3},  // out of order
      {sound + "BA " + hash + "\n", 3},  // twice
      {sound + "B1 " + hash + "\n", 3},  // not base32
      {sound + "bc " + hash + "\n", 3},
      {sound + "BC\t" + hash + "\n", 3},
      {sound + "BC  " + hash + "\n", 3},
      {sound + "BC " + std::string(64, 'A') + "\n", 3},
      {sound + "BC " + hash + "\r\n", 3},
      {sound + "BC " + hash + "a\n", 3},
      {sound + std::string(1, '\0'), 3},
  };
  for (const auto& [text, line] : faulty) {
    const auto groups = MirrorDigest::parse_groups(text);
    ASSERT_FALSE(groups) << text;
    EXPECT_EQ(groups.error().code, ErrorCode::not_a_verdict);
    EXPECT_EQ(groups.error().place, (Place{(line - 1) * 68, line, 1})) << text;
  }
  const std::string number = "pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF ";
  MirrorDigest digest;
  const Result<void> added = digest.add_lines(number + hash + "\n" + number + hash);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().place, (Place{102, 2, 1}));
  EXPECT_EQ(digest.size(), 0U);
  EXPECT_FALSE(digest.add_lines(number + std::string(64, 'A') + "\n"));
  EXPECT_FALSE(digest.add_lines("pith:2021;" + number.substr(10) + hash + "\n"));
  EXPECT_TRUE(digest.add_lines(number + hash + "\n"));
}

// Items that come in order, in reverse, or all between two others: every place of a split.
RC_GTEST_PROP(PackedSet, IsASet, ()) {
  Chance chance(draw().seed);
  containers::PackedSet<2> set;
  std::set<std::array<std::uint8_t, 2>> expected;
  const std::size_t count = chance.below(3'000);
  const std::size_t way = chance.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t number = way == 0 ? i : way == 1 ? count - i : chance.below(5'000);
    const std::array<std::uint8_t, 2> item = {static_cast<std::uint8_t>(number >> 8),
                                              static_cast<std::uint8_t>(number & 0xFF)};
    RC_ASSERT(set.insert(item) == expected.insert(item).second);
  }
  std::vector<std::array<std::uint8_t, 2>> items;
  set.for_each([&](const std::array<std::uint8_t, 2>& item) { items.push_back(item); });
  RC_ASSERT(items.size() == expected.size());
  RC_ASSERT(std::equal(items.begin(), items.end(), expected.begin()));
}

}  // namespace
}  // namespace pith::tests
