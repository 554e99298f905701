// The union of inputs as one bundle: what the library alone offers. tests/publish/test_bundle.py compares the union of
// random sets with the reference.

#include "pith/union_bundle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "pith/canonical.h"
#include "tests/support/bundles.h"
#include "tests/support/property.h"
#include "tests/support/world.h"

namespace pith::tests {
namespace {

class UnionBundleTest : public testing::Test {
 protected:
  static UnionBundle unite(const std::vector<std::string_view>& inputs, const UnionOptions& options = {}) {
    const Result<UnionBundle> bundle = unite_bundles(inputs, world().keyring, options);
    EXPECT_TRUE(bundle.ok()) << describe(bundle.error());
    return bundle.ok() ? *bundle : UnionBundle();
  }

  /// With a signature by that signer.
  static std::string sign(const UnionBundle& bundle, const Signer& signer) {
    const std::string signature = signer.sign(bundle.bundle_sha256);
    return *add_bundle_signature(bundle.document, {signer.key_id, signer.fingerprint(), signature, ""}, crypto());
  }

  static BundleReport verify(const std::string& bundle, const Keyring& keyring) {
    return Bundle::parse(bundle)->verify(keyring);
  }

  /// The code of the refusal, which must be about all inputs.
  ErrorCode refusal(const UnionOptions& options) const {
    std::size_t refused_input = 99;
    const std::vector<std::string_view> inputs = {event, created};
    const Result<UnionBundle> bundle = unite_bundles(inputs, world().keyring, options, &refused_input);
    EXPECT_FALSE(bundle.ok());
    EXPECT_EQ(refused_input, inputs.size());
    return bundle.ok() ? ErrorCode::empty : bundle.error().code;
  }

  std::string event = Draft(world().alice, world().record.pith_number).json();
  std::string created = world().record_created().json();
  std::string damaged = Draft(world().bob, world().record.pith_number).set_envelope("content_sha256", "0").json();
};

TEST_F(UnionBundleTest, HoldsOnceARegistryKeyOfTheVerifierSignedIt) {
  const std::string entry = world().stranger.key_entry("mirror", "pith_registry");
  UnionOptions options;
  options.signing_key = entry;
  const UnionBundle bundle = unite({event, created}, options);
  EXPECT_TRUE(bundle.is_whole());
  EXPECT_TRUE(bundle.has_record);
  Keyring keyring = world().keyring;
  ASSERT_TRUE(keyring.add(entry).ok());
  const BundleReport signed_report = verify(sign(bundle, world().stranger), keyring);
  EXPECT_TRUE(signed_report.ok);
  EXPECT_EQ(signed_report.state.document, bundle.state.document);
  EXPECT_FALSE(verify(bundle.document, keyring).ok);
  EXPECT_FALSE(verify(sign(bundle, world().stranger), world().keyring).ok) << "nobody trusts the stranger here";
  EXPECT_NE(bundle.document.find(R"("key_id":"stranger-key")"), std::string::npos);
  EXPECT_EQ(unite({event, created}).document.find("stranger"), std::string::npos);
}

TEST_F(UnionBundleTest, DoesNotHoldWithAnEventThatIsNotValid) {
  const UnionBundle bundle = unite({event, damaged, created});
  EXPECT_EQ(bundle.state.invalid_events.size(), 1U);
  const BundleReport report = verify(sign(bundle, world().registry), world().keyring);
  std::vector<std::string> failed;
  for (const Check& check : report.checks) {
    if (!check.ok) {
      failed.push_back(check.name);
    }
  }
  EXPECT_EQ(failed, std::vector<std::string>{"events"});
}

TEST_F(UnionBundleTest, ListsASigningKeyOnceWithWhatTheKeyringKnows) {
  const std::string entry = world().registry.key_entry(std::nullopt, std::nullopt);
  UnionOptions options;
  options.signing_key = entry;
  EXPECT_EQ(unite({created}, options).document, unite({created}).document) << "the event names this key already";
  const std::string with_key = unite({event}, options).document;
  EXPECT_EQ(with_key, unite({event}, options).document);
  EXPECT_NE(with_key.find(R"("signer_id":"registry.test")"), std::string::npos);
}

TEST_F(UnionBundleTest, RefusesASigningKeyThatIsNotOne) {
  UnionOptions options;
  const std::string two = write_array({world().alice.key_entry({}, {}), world().bob.key_entry({}, {})});
  const std::string other = world().alice.key_entry("mallory", {});
  for (const std::string_view entry : {std::string_view("{}"), std::string_view(two), std::string_view(other)}) {
    options.signing_key = entry;
    EXPECT_EQ(refusal(options), ErrorCode::bad_key) << entry;
  }
  options.signing_key = "{";
  EXPECT_EQ(refusal(options), ErrorCode::syntax);
}

TEST_F(UnionBundleTest, SaysWhenItWasBuiltOnlyIfToldSo) {
  UnionOptions options;
  options.built_at = "2026-07-05T14:38:00Z";
  const std::string dated = unite({event}, options).document;
  EXPECT_TRUE(dated.starts_with(R"({"built_at":"2026-07-05T14:38:00Z","bundle_type":)"));
  EXPECT_TRUE(unite({event}).document.starts_with(R"({"bundle_type":)"));
}

TEST_F(UnionBundleTest, AVerdictCacheChangesNothing) {
  VerdictCache verdicts;
  UnionOptions options;
  options.verdicts = &verdicts;
  const std::string other = Draft(world().alice, world().record.pith_number).set_signature("signed_at", "1").json();
  EXPECT_EQ(unite({event, other, damaged}, options).document, unite({damaged, other, event}).document);
}

TEST_F(UnionBundleTest, RefusesWhatAMergeRefuses) {
  std::size_t refused_input = 99;
  const std::vector<std::string_view> inputs = {event, "["};
  const Result<UnionBundle> bundle = unite_bundles(inputs, world().keyring, {}, &refused_input);
  ASSERT_FALSE(bundle.ok());
  EXPECT_EQ(bundle.error().code, ErrorCode::syntax);
  EXPECT_EQ(refused_input, 1U);
}

TEST_F(UnionBundleTest, ReportsAsJson) {
  const std::string report = to_json(unite({event, created}));
  EXPECT_TRUE(report.starts_with(R"({"format":"pith-merge.bundle.v1","ok":true,"pith_number":")"));
  EXPECT_NE(report.find(R"("event_count":2,"valid_event_count":2,"has_record":true,"left_out":[],"warnings":[]})"),
            std::string::npos);
}

TEST_F(UnionBundleTest, ASignatureReplacesAnotherOneAndKeepsTheRest) {
  const UnionBundle bundle = unite({event, created});
  const std::string once = sign(bundle, world().alice);
  EXPECT_EQ(*canonical_json(once), once);
  EXPECT_EQ(*bundle_digest(once, crypto()), bundle.bundle_sha256);
  EXPECT_EQ(*bundle_digest(" " + bundle.document, crypto()), bundle.bundle_sha256);
  const BundleSignature again = {"k", "f", "s", "2026-07-05T14:38:00Z"};
  const std::string twice = *add_bundle_signature(once, again, crypto());
  EXPECT_EQ(twice, *add_bundle_signature(bundle.document, again, crypto()));
  EXPECT_EQ(*canonical_json(twice), twice);
  const std::string expected = R"({"algorithm":"ed25519","bundle_sha256":")" + to_hex(bundle.bundle_sha256) +
                               R"(","key_id":"k","public_key_fingerprint":"f","signature_b64":"s",)"
                               R"("signature_status":"signed_v1","signed_at":"2026-07-05T14:38:00Z",)"
                               R"("signed_message":"bundle_sha256_bytes"})";
  EXPECT_EQ(**canonical_json_at(twice, "/bundle_signature"), expected);
}

TEST_F(UnionBundleTest, OnlyABundleIsSigned) {
  const auto digest = bundle_digest("\n {}", crypto());
  ASSERT_FALSE(digest.ok());
  EXPECT_EQ(digest.error().code, ErrorCode::not_a_bundle);
  EXPECT_EQ(digest.error().place, (Place{2, 2, 2}));
  EXPECT_EQ(add_bundle_signature("[", {}, crypto()).error().code, ErrorCode::syntax);
}

}  // namespace
}  // namespace pith::tests
