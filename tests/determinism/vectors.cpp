#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "canon/encoding.h"
#include "canon/parse.h"
#include "crypto/ed25519.h"
#include "engine/merge_input.h"
#include "pith/bundle.h"
#include "pith/canonical.h"
#include "tests/determinism/groups.h"
#include "tests/support/signer.h"
#include "tests/support/vectors.h"

namespace pith::determinism {
namespace {

using canon::Elements;
using canon::Value;
using tests::decode_any_base64;
using tests::text_of;

void run_canon(Value vector, Transcript& transcript) {
  transcript.add("canonical", canonical_json(*decode_any_base64(text_of(vector, "input_b64"))));
}

void run_signature(Value vector, Transcript& transcript) {
  crypto::PublicKeyBytes key;
  Sha256Digest message;
  crypto::Signature signature;
  transcript.add("key_is_hex", canon::decode_hex(text_of(vector, "public_key_hex"), key.bytes));
  transcript.add("message_is_hex", canon::decode_hex(text_of(vector, "message_hex"), message.bytes));
  transcript.add_number("key_fault", static_cast<std::size_t>(crypto::check_public_key(key)));
  transcript.add("holds", canon::decode_base64(text_of(vector, "signature_b64"), signature.bytes) &&
                              crypto::VerifyingKey(tests::crypto(), key).verify(message, signature));
}

void run_keyring(Value vector, Transcript& transcript) {
  Keyring keyring(tests::crypto());
  for (const Value document : Elements(*vector.find("documents"))) {
    if (const std::optional<Error> error = keyring.add(document.text())) {
      transcript.add("refused", *error);
    }
    transcript.add("keys", std::string_view(tests::describe_keys(keyring)));
  }
}

void run_merge(Value vector, Transcript& transcript) {
  EventSet events(text_of(vector, "subject"), tests::keyring_of(vector));
  const std::vector<Alias> aliases = tests::aliases_of(vector);
  for (const Value event : Elements(*vector.find("events"))) {
    const Result<EventVerdict> verdict = events.add(event.text());
    if (verdict) {
      transcript.add("event", verdict->id);
      transcript.add("reason", verdict->reason ? name(*verdict->reason) : std::string_view("none"));
    } else {
      transcript.add("refused", verdict.error());
    }
  }
  transcript.add("state", events.state(aliases));
  transcript.add("authentic", events.state(aliases, Scope::authentic_only));
  transcript.add("input_sha256", events.input_sha256(aliases));
}

void run_bundle(Value vector, Transcript& transcript) {
  const Keyring keyring = tests::keyring_of(vector);
  const Result<Bundle> bundle = Bundle::parse(text_of(vector, "bundle"));
  if (!bundle) {
    transcript.add("refused", bundle.error());
    return;
  }
  transcript.add("signature_holds", bundle->has_trusted_signature(keyring));
  transcript.add("report", bundle->verify(keyring));
}

void run_input(Value vector, Transcript& transcript) {
  engine::MergeInput input(tests::keyring_of(vector), BundleKeys::ignore);
  for (const Value file : Elements(*vector.find("files_b64"))) {
    for (const Error& error : input.add_file(*decode_any_base64(file.text()))) {
      transcript.add("refused", error);
    }
  }
  const Result<std::string> found = input.find_subject();
  transcript.add("subject", found);
  const std::string given(vector.find_string("subject").value_or(""));
  const std::string subject = given.empty() && found ? *found : given;
  const engine::MergeInput::Merged merged = input.merge(subject);
  transcript.add("state", merged.events.state(merged.aliases));
}

void run_one(const std::string& kind, Value vector, Transcript& transcript) {
  if (kind == "canon") {
    run_canon(vector, transcript);
  } else if (kind == "signature") {
    run_signature(vector, transcript);
  } else if (kind == "keyring") {
    run_keyring(vector, transcript);
  } else if (kind == "merge") {
    run_merge(vector, transcript);
  } else if (kind == "bundle") {
    run_bundle(vector, transcript);
  } else if (kind == "input") {
    run_input(vector, transcript);
  } else {
    throw std::runtime_error("a vector of an unknown kind: " + kind);
  }
}

}  // namespace

void run_vectors(const std::filesystem::path& folder, Cases& cases) {
  for (const std::filesystem::path& path : tests::list_vectors(folder)) {
    const std::string text = read_file(path);
    const Result<canon::Document> document = canon::parse(text);
    if (!document) {
      throw std::runtime_error("a vector is no JSON: " + path.string());
    }
    const std::string kind = text_of(document->root(), "vector");
    Transcript transcript;
    run_one(kind, document->root(), transcript);
    cases.take("vectors/" + kind + "/" + path.stem().string(), transcript);
  }
}

}  // namespace pith::determinism
