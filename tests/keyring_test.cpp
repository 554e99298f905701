// SPEC 3: the keyring as a value. More refusals are in tests/cli/test_keys.py.

#include "pith/keyring.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

#include "engine/keys/key_table.h"
#include "pith/event_set.h"
#include "tests/support/property.h"
#include "tests/support/signer.h"
#include "tests/support/world.h"

namespace pith {
namespace {

constexpr const char* registry_key = "stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM=";
// The public keys of the first two test vectors of RFC 8032, section 7.1.
constexpr const char* first_key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
constexpr const char* second_key = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";

std::string entry(const std::string& key_id, const std::string& key, const std::string& more = "") {
  return R"({"key_id":")" + key_id + R"(","algorithm":"ed25519","public_key_b64":")" + key + "\"" + more + "}";
}

TEST(Keyring, TheRegistryKeyIsBuiltIn) {
  const std::vector<KeyInfo> keys = Keyring::registry().keys();
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].key_id, "pith-v1-2026-05");
  EXPECT_EQ(keys[0].fingerprint, "8d4b5ee74e4693bcd1df2446408b0d54");
  EXPECT_EQ(keys[0].signer_id, "pith.science");
  EXPECT_EQ(keys[0].signer_type, "pith_registry");
  EXPECT_EQ(keys[0].origin, KeyOrigin::built_in);
}

TEST(Keyring, AnErrorAddsNothing) {
  Keyring keyring = Keyring::registry();
  const std::string text = "[" + entry("a", first_key) + ",\n" + entry("b", "bad") + "]";
  const Result<void> added = keyring.add(text);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::bad_key);
  EXPECT_EQ(added.error().place.line, 2U);
  EXPECT_EQ(added.error().place.column, 1U);
  EXPECT_TRUE(keyring == Keyring::registry());
}

TEST(Keyring, TheFirstEntryThatCannotBeAddedIsTheError) {
  Keyring keyring = Keyring::registry();
  const std::string bound = "[" + entry("a", first_key, R"(,"signer_id":"alice")") + ",\n" +
                            entry("a", first_key, R"(,"signer_id":"bob")") + ",\n";
  for (const std::string& text : {bound + "1]", bound + "1,\n1]", bound + entry("b", second_key) + "]"}) {
    const Result<void> added = keyring.add(text);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().place.line, 2U) << text;
  }
}

TEST(Keyring, TheOrderOfAddingDoesNotMatter) {
  const std::string entries[] = {
      entry("a", first_key, R"(,"signer_id":"alice")"), entry("a", first_key, R"(,"signer_type":"author")"),
      entry("a", first_key, R"(,"rotates_at":"2026-01-01T00:00:00Z")"),
      entry("a", first_key, R"(,"rotates_at":"2026-01-01T00:00:00.0Z","signer_id":null)"), entry("b", second_key)};
  Keyring forward{Crypto()};
  Keyring backward{Crypto()};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_TRUE(forward.add(entries[i]));
    EXPECT_TRUE(backward.add(entries[4 - i]));
  }
  EXPECT_TRUE(forward == backward);
  ASSERT_EQ(forward.keys().size(), 2U);
  EXPECT_EQ(forward.keys()[0].signer_id, "alice");
  EXPECT_EQ(forward.keys()[0].signer_type, "author");
  EXPECT_EQ(forward.keys()[0].rotates_at, "2026-01-01T00:00:00.0Z");
  EXPECT_EQ(backward.keys()[0].rotates_at, forward.keys()[0].rotates_at);
}

// SPEC 3.2: two keys may share a key_id, and one key may have two.
TEST(Keyring, LooksUpKeysByKeyIdAndFingerprint) {
  Keyring keyring{Crypto()};
  EXPECT_TRUE(
      keyring.add("[" + entry("a", first_key) + "," + entry("a", second_key) + "," + entry("b", first_key) + "]"));
  EXPECT_EQ(keyring.keys().size(), 3U);
}

// SPEC 3.6: each fault is named in its own words.
TEST(Keyring, SaysWhatIsWrongWithAnEntry) {
  const auto point = [](char first, char middle, char last) {
    return entry("a", tests::encode_base64(first + std::string(30, middle) + last));
  };
  const std::pair<std::string, const char*> cases[] = {
      {"1", "an object"},
      {R"({"key_id":"a","algorithm":"ed25519"})", "public_key_b64"},
      {R"({"key_id":"a","algorithm":"rsa","public_key_b64":""})", "not ed25519"},
      {entry("a", "AA=="), "32 bytes"},
      {entry("a", first_key, R"(,"public_key_hex":"00")"), "public_key_hex"},
      {entry("a", first_key, R"(,"fingerprint_sha256_hex":"00")"), "fingerprint_sha256_hex"},
      {entry("a", first_key, R"(,"fingerprint_sha256_b32_first128bits":1)"), "b32_first128bits"},
      {entry("a", first_key, R"(,"signer_id":1)"), "must be strings"},
      {entry("a", first_key, R"(,"rotates_at":"soon")"), "must be an instant"},
      {point('\x01', '\0', '\0'), "small order"},
      {point('\x02', '\0', '\0'), "not a point"},
      {point('\xEE', '\xFF', '\x7F'), "not canonical"},
  };
  for (const auto& [document, words] : cases) {
    const Result<void> added = Keyring{Crypto()}.add("[" + document + "]");
    ASSERT_FALSE(added) << document;
    EXPECT_EQ(added.error().code, ErrorCode::bad_key) << document;
    EXPECT_NE(added.error().explanation.find(words), std::string::npos) << document << added.error().explanation;
  }
}

// SPEC 3.2 and 3.3: two keyrings are equal if they have the same keys with the same bindings. A set does not merge
// another set that has a different keyring.
TEST(Keyring, KeyringsWithTheSameKeysAreEqual) {
  const std::vector<std::string> documents = {entry("a", first_key),
                                              entry("b", first_key),
                                              entry("a", second_key),
                                              entry("a", first_key, R"(,"signer_id":"alice")"),
                                              entry("a", first_key, R"(,"signer_type":"author")"),
                                              entry("a", first_key, R"(,"signer_id":"alice","signer_type":"author")"),
                                              entry("a", first_key, R"(,"rotates_at":"2026-01-01T00:00:00Z")"),
                                              entry("a", first_key, R"(,"rotates_at":"2026-01-02T00:00:00Z")"),
                                              "[" + entry("a", first_key) + "," + entry("b", first_key) + "]"};
  const auto keyring_of = [](const std::string& document) {
    Keyring keyring{Crypto()};
    EXPECT_TRUE(keyring.add(document));
    return keyring;
  };
  for (const std::string& left : documents) {
    for (const std::string& right : documents) {
      const Keyring a = keyring_of(left), b = keyring_of(right);
      EXPECT_EQ(a == b, &left == &right) << left << right;
      EventSet events("pith:2026:A", a);
      if (&left == &right) {
        EXPECT_NO_THROW(events.merge(EventSet("pith:2026:A", b)));
      } else {
        EXPECT_THROW(events.merge(EventSet("pith:2026:A", b)), std::invalid_argument);
      }
    }
  }
  EventSet events("pith:2026:A", Keyring::registry());
  EXPECT_THROW(events.merge(EventSet("pith:2026:B", Keyring::registry())), std::invalid_argument);
}

// One add for each key takes n log n in all. If each add copied the whole keyring, four times as many keys would take
// sixteen times as long.
TEST(Keyring, AddingKeysOneByOneDoesNotCopyThemAll) {
  const auto seconds_for = [](std::size_t count) {
    const auto begin = std::chrono::steady_clock::now();
    Keyring keyring = Keyring::registry(tests::crypto());
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_TRUE(keyring.add(entry("key-" + std::to_string(i * 7919 % count), first_key, R"(,"signer_id":"alice")")));
    }
    EXPECT_EQ(keyring.keys().size(), count + 1);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  const double of_1000 = std::max(seconds_for(1'000), seconds_for(1'000));
  EXPECT_LE(seconds_for(4'000), 8 * of_1000);
}

TEST(Keyring, ACopyDoesNotSeeLaterChanges) {
  Keyring keyring = Keyring::registry(tests::crypto());
  ASSERT_TRUE(keyring.add(entry("a", first_key)));
  const Keyring before = keyring;
  ASSERT_TRUE(keyring.add(entry("a", first_key, R"(,"signer_id":"alice")")));
  ASSERT_TRUE(keyring.add(entry("b", second_key)));
  ASSERT_EQ(before.keys().size(), 2U);
  EXPECT_EQ(before.keys()[0].signer_id, std::nullopt);
  EXPECT_FALSE(before.table().binds_signer_id("alice"));
  EXPECT_EQ(keyring.keys().size(), 3U);
  EXPECT_EQ(keyring.keys()[0].signer_id, "alice");
}

// SPEC 10.2: what one set knows about principals means the same in a set whose equal keyring was built otherwise.
TEST(Keyring, SetsMergeWhateverOrderTheirKeyringsWereBuiltIn) {
  const tests::World& w = tests::world();
  Keyring backward{tests::crypto()};
  for (auto document = w.key_entries.rbegin(); document != w.key_entries.rend(); ++document) {
    ASSERT_TRUE(backward.add(*document));
  }
  ASSERT_TRUE(backward == w.keyring);
  const auto answer = [&](const tests::Signer& signer, const std::string& payload) {
    return tests::Draft(signer, w.record.pith_number).type("correction").target("title").payload(payload);
  };
  const tests::Draft by_alice = answer(w.alice, "{}");
  const tests::Draft by_bob = answer(w.bob, "{}");
  const tests::Draft by_alice_too = answer(w.alice_again, R"({"again":1})");  // conflicts with her other answer
  EventSet together = w.events();
  EventSet first = w.events();
  EventSet second(w.record.pith_number, backward);
  for (const tests::Draft* const draft : {&by_bob, &by_alice, &by_alice_too}) {
    tests::add(together, *draft);
  }
  tests::add(first, by_alice);
  tests::add(second, by_bob);  // so that this set meets another principal first
  tests::add(second, by_alice_too);
  EventSet forth = first;
  forth.merge(second);
  second.merge(first);
  EXPECT_EQ(together.state().equivocations.size(), 1U);
  EXPECT_EQ(forth.state().document, together.state().document);
  EXPECT_EQ(second.state().document, together.state().document);
  EXPECT_EQ(forth.input_sha256(), second.input_sha256());
}

// SPEC 3.7: two keys bound to one signer are one principal. An unbound key is a principal of its own.
TEST(Keyring, Principals) {
  Keyring keyring{Crypto()};
  ASSERT_TRUE(keyring.add("[" + entry("a", first_key, R"(,"signer_id":"alice")") + "," +
                          entry("b", second_key, R"(,"signer_id":"alice")") + "," + entry("c", second_key) + "," +
                          entry("d", second_key) + "," + entry("e", registry_key) + "]"));
  const engine::KeyTable& keys = keyring.table();
  ASSERT_EQ(keys.size(), 5U);
  EXPECT_EQ(keys[0].principal, keys[1].principal) << "one signer, two keys";
  EXPECT_NE(keys[1].principal, keys[2].principal) << "the same key, bound and unbound";
  EXPECT_EQ(keys[2].principal, keys[3].principal) << "unbound: one key under two names";
  EXPECT_NE(keys[3].principal, keys[4].principal);
}

}  // namespace
}  // namespace pith
