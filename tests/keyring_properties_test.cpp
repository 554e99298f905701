// SPEC 3 on random keyrings. The keyring has exactly the keys that the caller gave, in whatever order and portions. An
// entry that disagrees with itself or with another is refused, and nothing from its document is added.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "canon/encoding.h"
#include "engine/keys/key_table.h"
#include "pith/keyring.h"
#include "tests/support/property.h"
#include "tests/support/reference_event.h"

namespace pith::tests {
namespace {

using Texts = std::vector<std::string>;
/// `key_id`, fingerprint, `signer_id`, `signer_type`, `rotates_at`.
using Row = std::tuple<std::string, std::string, std::optional<std::string>, std::optional<std::string>,
                       std::optional<std::string>>;

std::vector<Row> rows_of(const Keyring& keyring) {
  std::vector<Row> rows;
  for (const KeyInfo& key : keyring.keys()) {
    rows.emplace_back(key.key_id, key.fingerprint, key.signer_id, key.signer_type, key.rotates_at);
  }
  return rows;
}

/// The entry with one more member.
std::string with(std::string entry, const std::string& name, const std::string& json) {
  entry.pop_back();
  return entry + "," + quote(name) + ":" + json + "}";
}

/// The members that must agree with the key (SPEC 3.1), with their right values.
std::map<std::string, std::string> derived_members(const Signer& signer) {
  const reference::Json entry = *reference::read(signer.key_entry(std::nullopt, std::nullopt));
  std::array<std::uint8_t, 32> bytes;
  RC_ASSERT(canon::decode_base64(*entry.find_string("public_key_b64"), bytes));
  const std::string key(bytes.begin(), bytes.end());
  const Sha256Digest digest = crypto().sha256(key);
  return {{"public_key_hex", reference::hex(key)},
          {"fingerprint_sha256_hex", to_hex(digest).substr(0, 32)},
          {"fingerprint_sha256_b32_first128bits", canon::encode_base32(digest.bytes).substr(0, 26)}};
}

/// An entry of the signer's key that has some of these members, and some of the bindings in `row`.
std::string some_entry(const Signer& signer, const Row& row, Chance& chance) {
  const auto some = [&](const std::optional<std::string>& text) { return chance.percent(50) ? text : std::nullopt; };
  std::string entry = signer.key_entry(some(std::get<2>(row)), some(std::get<3>(row)), some(std::get<4>(row)));
  for (const auto& [name, text] : derived_members(signer)) {
    if (chance.percent(30)) {
      entry = with(entry, name, chance.percent(80) ? quote(text) : "null");
    }
  }
  return entry;
}

RC_GTEST_PROP(Rule3_6_Keyring, PortionsInAnyOrderGiveTheSameKeyring, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  Texts portions;
  std::vector<Row> expected;
  for (const Signer* const signer : {&w.registry, &w.alice, &w.alice_again, &w.bob, &w.stranger, &w.other_registry}) {
    if (chance.percent(30)) {
      continue;
    }
    const auto perhaps = [&](const std::string& text) {
      return chance.percent(60) ? std::optional<std::string>(text) : std::nullopt;
    };
    const Row row = {signer->key_id, signer->fingerprint(), perhaps(signer->signer_id), perhaps(signer->signer_type),
                     perhaps("2026-07-05T00:00:00.50Z")};
    expected.push_back(row);
    portions.push_back(signer->key_entry(std::get<2>(row), std::get<3>(row), std::get<4>(row)));
    if (std::get<4>(row) && chance.percent(50)) {  // a spelling of the same instant that is greater as bytes
      portions.push_back(signer->key_entry(std::nullopt, std::nullopt, "2026-07-05T00:00:00.5Z"));
    }
    while (chance.percent(60)) {
      portions.push_back(some_entry(*signer, row, chance));
    }
  }
  std::sort(expected.begin(), expected.end());
  for (int order = 0; order < 3; ++order) {
    chance.shuffle(portions);
    Keyring one_by_one(crypto());
    for (const std::string& portion : portions) {
      RC_ASSERT(one_by_one.add(portion).ok());
    }
    Keyring together(crypto());
    RC_ASSERT(
        together
            .add(chance.percent(50) ? write_array(portions) : write_object({{"public_keys", write_array(portions)}}))
            .ok());
    RC_ASSERT(rows_of(one_by_one) == expected);
    RC_ASSERT(rows_of(together) == expected);
    RC_ASSERT(one_by_one == together);
  }
}

// SPEC 3.4: the registry's key is in the keyring as published, whatever the caller adds.
RC_GTEST_PROP(Rule3_4_BuiltIn, TheRegistryKeyIsThereAsPublished, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  Keyring keyring = Keyring::registry(crypto());
  std::vector<Row> expected = {
      {"pith-v1-2026-05", "8d4b5ee74e4693bcd1df2446408b0d54", "pith.science", "pith_registry", std::nullopt}};
  for (const Signer* const signer : {&w.registry, &w.alice, &w.bob}) {
    if (chance.percent(50)) {
      expected.emplace_back(signer->key_id, signer->fingerprint(), signer->signer_id, std::nullopt, std::nullopt);
      RC_ASSERT(keyring.add(signer->key_entry(signer->signer_id, std::nullopt)).ok());
    }
  }
  std::sort(expected.begin(), expected.end());
  RC_ASSERT(rows_of(keyring) == expected);
}

/// An entry that is refused by itself.
std::string faulty_entry(const Signer& signer, Chance& chance) {
  const std::string entry = signer.key_entry(std::nullopt, std::nullopt);
  std::map<std::string, std::string> members = derived_members(signer);
  switch (chance.below(5)) {
    case 0:
    case 1: {
      auto member = members.begin();
      std::advance(member, static_cast<std::ptrdiff_t>(chance.below(members.size())));
      std::string text = member->second;
      char& digit = text[chance.below(text.size())];
      digit = digit == '2' ? '3' : '2';
      return with(entry, member->first, quote(text));
    }
    case 2:
      return with(entry, "rotates_at", chance.percent(50) ? "1" : quote("2026-02-30T00:00:00Z"));
    case 3:
      return R"({"algorithm":"Ed25519",)" + entry.substr(1, entry.find(",\"algorithm\"") - 1) +
             entry.substr(entry.find(",\"public_key_b64\""));
    default:
      return R"({"key_id":"x","algorithm":"ed25519","public_key_b64":")" + encode_base64(std::string(32, '\0')) + "\"}";
  }
}

RC_GTEST_PROP(Rule3_6_Keyring, ABadEntryIsRefusedAndAddsNothing, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  Keyring keyring(crypto());
  RC_ASSERT(keyring.add(write_array({w.alice.key_entry("alice", "author", "2026-07-05T00:00:00Z")})).ok());
  const std::vector<Row> before = rows_of(keyring);
  Texts entries = {w.bob.key_entry(std::nullopt, std::nullopt), w.carol.key_entry("carol", std::nullopt)};
  switch (chance.below(3)) {
    case 0:
      entries.push_back(faulty_entry(w.bob, chance));
      break;
    case 1:  // an entry that disagrees with the keyring
      entries.push_back(
          chance.pick(Texts{w.alice.key_entry("bob", std::nullopt), w.alice.key_entry(std::nullopt, "editor"),
                            w.alice.key_entry(std::nullopt, std::nullopt, "2026-07-05T00:00:01Z")}));
      break;
    default:  // an entry that disagrees with another one of its document
      entries.push_back(w.carol.key_entry("dora", std::nullopt));
  }
  chance.shuffle(entries);
  const Result<void> added = keyring.add(write_array(entries));
  RC_ASSERT(!added.ok());
  RC_ASSERT(added.error().code == ErrorCode::bad_key);
  RC_ASSERT(rows_of(keyring) == before);
}

// SPEC 3.5: entries of bundles with one key_id and fingerprint and different key bytes count for nobody, in any order.
// No such keys are known, because fingerprints have 128 bits. So the entries are made by hand.
RC_GTEST_PROP(Rule3_5_Keyring, BundleKeysThatShareANameCountForNobody, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  std::vector<engine::KeyCandidate> candidates;
  std::map<std::string, std::set<std::size_t>> keys_of;  // by key_id
  while (chance.percent(85)) {
    const std::string key_id = chance.pick(Texts{"a", "b", "c"});
    const std::size_t key = chance.below(3) == 0 ? chance.below(2) : 0;
    keys_of[key_id].insert(key);
    candidates.push_back({{key_id, std::string(32, '0'), {}, {}, {}, {}}, KeyOrigin::bundle, candidates.size()});
    candidates.back().entry.public_key.bytes[0] = static_cast<std::uint8_t>(key);
  }
  std::size_t shared_count = 0;
  std::vector<Row> expected = rows_of(w.keyring);
  for (const auto& [key_id, keys] : keys_of) {
    if (keys.size() == 1) {
      expected.emplace_back(key_id, std::string(32, '0'), std::nullopt, std::nullopt, std::nullopt);
    } else {
      ++shared_count;
    }
  }
  std::sort(expected.begin(), expected.end());
  engine::RefusedKeys refused;
  RC_ASSERT(rows_of(engine::with_bundle_keys(w.keyring, std::move(candidates), refused)) == expected);
  RC_ASSERT(refused.listed.size() == shared_count);
}

// The same for the keys of two bundles, which are added together (SPEC 3.5). The one that is read last is named.
TEST(Rule3_5_Keyring, BundleKeysOfTwoBundlesThatShareANameCountForNobody) {
  const World& w = world();
  engine::KeyCandidate first = {{"shared", std::string(32, '0'), {}, {}, {}, {}}, KeyOrigin::bundle, 0};
  engine::KeyCandidate second = first;
  second.entry.public_key.bytes[0] = 1;
  second.source = 1;
  engine::KeyCandidate alone = second;
  alone.entry.key_id = "alone";
  std::vector<Row> expected = rows_of(w.keyring);
  expected.emplace_back("alone", std::string(32, '0'), std::nullopt, std::nullopt, std::nullopt);
  std::sort(expected.begin(), expected.end());
  const std::pair<std::vector<engine::KeyCandidate>, std::size_t> cases[] = {
      {{first, second, alone}, 1}, {{second, alone, first}, 0}, {{first, second, alone, first}, 1}};
  for (const auto& [candidates, refused_source] : cases) {
    engine::RefusedKeys refused;
    EXPECT_EQ(rows_of(engine::with_bundle_keys(w.keyring, candidates, refused)), expected);
    ASSERT_EQ(refused.listed.size(), 1U);
    EXPECT_EQ(refused.listed.front().source, refused_source);
  }
}

}  // namespace
}  // namespace pith::tests
