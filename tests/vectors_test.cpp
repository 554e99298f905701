// Runs the language-neutral vectors of tests/vectors. Their expected values come from the Python reference in
// tests/reference, which shares no code with the engine.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "canon/encoding.h"
#include "canon/parse.h"
#include "crypto/ed25519.h"
#include "engine/bundles/input_merge.h"
#include "engine/merge/state.h"
#include "pith/bundle.h"
#include "pith/canonical.h"
#include "tests/support/draft.h"
#include "tests/support/vectors.h"

namespace pith::tests {
namespace {

using canon::Elements;
using canon::Value;

void run_canon(Value vector) {
  const std::string input = *decode_any_base64(text_of(vector, "input_b64"));
  const Result<std::string> canonical = canonical_json(input);
  const Value refusal = *vector.find("refusal");
  if (refusal.is_null()) {
    ASSERT_TRUE(canonical.ok()) << name(canonical.error().code);
    EXPECT_EQ(*canonical, text_of(vector, "expected"));
    EXPECT_EQ(to_hex(crypto().sha256(*canonical)), text_of(vector, "sha256"));
    EXPECT_EQ(*canonical_json(*canonical), *canonical) << "it is a fixed point";
    return;
  }
  ASSERT_FALSE(canonical.ok()) << *canonical;
  EXPECT_EQ(name(canonical.error().code), text_of(refusal, "code"));
  const Place& place = canonical.error().place;
  const std::map<std::string, std::size_t> places = {
      {"offset_bytes", place.offset_bytes}, {"line", place.line}, {"column", place.column}};
  for (const auto& [member, actual] : places) {
    if (const std::optional<Value> expected = refusal.find(member)) {
      EXPECT_EQ(std::to_string(actual), expected->text()) << member;
    }
  }
}

void run_signature(Value vector) {
  crypto::PublicKeyBytes key;
  Sha256Digest message = {};
  crypto::Signature signature;
  ASSERT_TRUE(canon::decode_hex(text_of(vector, "public_key_hex"), key.bytes));
  ASSERT_TRUE(canon::decode_hex(text_of(vector, "message_hex"), message.bytes));
  EXPECT_EQ(crypto::check_public_key(key) != crypto::PublicKeyFault::none,
            vector.find("key_is_refused")->kind() == canon::Kind::boolean_true);
  const bool holds = canon::decode_base64(text_of(vector, "signature_b64"), signature.bytes) &&
                     crypto::VerifyingKey(crypto(), key).verify(message, signature);
  EXPECT_EQ(holds, vector.find("holds")->kind() == canon::Kind::boolean_true);
}

void run_keyring(Value vector) {
  Keyring keyring(crypto());
  Result<void> added;
  for (const Value document : Elements(*vector.find("documents"))) {
    if (added) {
      added = keyring.add(document.text());
    }
  }
  const Value expected = *vector.find("expected");
  if (const std::optional<Value> keys = expected.find("keys")) {
    ASSERT_TRUE(added) << added.error().explanation;
    EXPECT_EQ(describe_keys(keyring), json_of(*keys));
  } else {
    ASSERT_FALSE(added);
    EXPECT_EQ(name(added.error().code), text_of(expected, "refusal"));
  }
}

void run_merge(Value vector) {
  const Keyring keyring = keyring_of(vector);
  const std::vector<Alias> aliases = aliases_of(vector);
  const std::string subject = text_of(vector, "subject");
  std::vector<std::string> texts;
  for (const Value event : Elements(*vector.find("events"))) {
    texts.emplace_back(event.text());
  }
  const Value expected = *vector.find("expected");
  // The events are added in order, and backwards; and sets of one event each are merged.
  EventSet forward(subject, keyring);
  EventSet backward(subject, keyring);
  EventSet merged(subject, keyring);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_TRUE(forward.add(texts[i]).ok());
    EXPECT_TRUE(backward.add(texts[texts.size() - 1 - i]).ok());
    EventSet single(subject, keyring);
    EXPECT_TRUE(single.add(texts[i]).ok());
    merged.merge(single);
  }
  for (const EventSet* const events : {&forward, &backward, &merged}) {
    const State state = events->state(aliases);
    EXPECT_EQ(describe_warnings(state.warnings), json_of(*expected.find("warnings")));
    EXPECT_EQ(state.document, text_of(expected, "document"));
    EXPECT_EQ(to_hex(state.sha256), text_of(expected, "state_sha256"));
    EXPECT_EQ(events->state(aliases, Scope::authentic_only).document, text_of(expected, "authentic_document"));
    EXPECT_EQ(to_hex(events->input_sha256(aliases)), text_of(expected, "input_sha256"));
  }
}

void run_bundle(Value vector) {
  const Keyring keyring = keyring_of(vector);
  const Result<Bundle> bundle = Bundle::parse(text_of(vector, "bundle"));
  ASSERT_TRUE(bundle.ok()) << bundle.error().explanation;
  EXPECT_EQ(bundle->has_trusted_signature(keyring),
            vector.find("expected")->find("signature_holds")->kind() == canon::Kind::boolean_true);
  std::set<std::string> failed;
  for (const Check& check : bundle->verify(keyring).checks) {
    if (!check.ok) {
      failed.insert(quote(check.name));
    }
  }
  EXPECT_EQ(write_array({failed.begin(), failed.end()}), json_of(*vector.find("expected")->find("failed_checks")));
  std::vector<Warning> about_snapshot;
  for (const Warning& warning : bundle->verify(keyring).warnings) {
    if (warning.code == WarningCode::title_differs || warning.code == WarningCode::snapshot_hash_differs) {
      about_snapshot.push_back(warning);
    }
  }
  EXPECT_EQ(describe_warnings(about_snapshot), json_of(*vector.find("expected")->find("warnings")));
}

// SPEC 9.5. The first refusal in all files is the expected one. A vector without a refusal has a document.
void run_input(Value vector) {
  engine::InputMerge merge(keyring_of(vector), BundleKeys::ignore);
  std::optional<Error> refusal;
  for (const Value file : Elements(*vector.find("files_b64"))) {
    for (const Error& error : merge.add_input(*decode_any_base64(file.text()))) {
      refusal = refusal.value_or(error);
    }
  }
  const Value expected = *vector.find("expected");
  std::string subject = std::string(vector.find_string("subject").value_or(""));
  if (!refusal && subject.empty()) {
    const Result<std::string> found = merge.find_subject();
    if (found) {
      subject = *found;
    } else {
      refusal = found.error();
    }
  }
  if (const std::optional<std::string_view> code = expected.find_string("refusal")) {
    ASSERT_TRUE(refusal);
    EXPECT_EQ(name(refusal->code), *code);
    return;
  }
  ASSERT_FALSE(refusal) << refusal->explanation;
  const engine::InputMerge::Merged merged = merge.merge(subject);
  EXPECT_EQ(engine::compute_state(merged.events, merged.aliases).document, text_of(expected, "document"));
}

TEST(Vectors, AllOfThem) {
  const std::map<std::string, void (*)(Value)> runners = {{"canon", run_canon},     {"signature", run_signature},
                                                          {"keyring", run_keyring}, {"merge", run_merge},
                                                          {"bundle", run_bundle},   {"input", run_input}};
  std::map<std::string, int> counts;
  for (const std::filesystem::path& path : list_vectors(PITH_VECTORS)) {
    SCOPED_TRACE(path.filename().string());
    std::ifstream file(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const Result<canon::Document> document = canon::parse(text);
    ASSERT_TRUE(document.ok()) << document.error().explanation;
    const std::string kind = text_of(document->root(), "vector");
    ASSERT_TRUE(runners.contains(kind)) << kind;
    ++counts[kind];
    runners.at(kind)(document->root());
  }
  // An empty folder would pass everything.
  for (const auto& [kind, runner] : runners) {
    EXPECT_GT(counts[kind], 0) << kind;
  }
}

}  // namespace
}  // namespace pith::tests
