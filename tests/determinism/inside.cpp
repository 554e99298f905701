// The vectors that need more than the public headers: single signatures, files as the program reads them, and the keys
// of bundles.

#include <stdexcept>

#include "canon/encoding.h"
#include "crypto/ed25519.h"
#include "engine/bundles/input_merge.h"
#include "engine/merge/state.h"
#include "tests/determinism/groups.h"
#include "tests/determinism/vectors.h"
#include "tests/support/signer.h"
#include "tests/support/vectors.h"

namespace pith::determinism {
namespace {

using canon::Value;
using tests::text_of;

void run_signature(Value vector, Transcript& transcript) {
  crypto::PublicKeyBytes key;
  Sha256Digest message = {};
  crypto::Signature signature;
  transcript.add("key_is_hex", canon::decode_hex(text_of(vector, "public_key_hex"), key.bytes));
  transcript.add("message_is_hex", canon::decode_hex(text_of(vector, "message_hex"), message.bytes));
  transcript.add_number("key_fault", static_cast<std::size_t>(crypto::check_public_key(key)));
  transcript.add("holds", canon::decode_base64(text_of(vector, "signature_b64"), signature.bytes) &&
                              crypto::VerifyingKey(tests::crypto(), key).verify(message, signature));
}

void run_input(Value vector, Transcript& transcript) {
  engine::InputMerge merge(tests::keyring_of(vector), BundleKeys::ignore);
  for (const Value file : canon::Elements(*vector.find("files_b64"))) {
    for (const Error& error : merge.add_input(*tests::decode_any_base64(file.text()))) {
      transcript.add("refused", error);
    }
  }
  const Result<std::string> found = merge.find_subject();
  transcript.add("subject", found);
  const std::string given(vector.find_string("subject").value_or(""));
  const std::string subject = given.empty() && found ? *found : given;
  const engine::InputMerge::Merged merged = merge.merge(subject);
  transcript.add("state", engine::compute_state(merged.events, merged.aliases));
  for (const Warning& warning : merged.warnings) {
    transcript.add_number("notice_about_file", warning.input.value());
  }
}

RunVector choose(const std::string& kind, Value vector) {
  if (kind == "signature") {
    return run_signature;
  }
  if (kind == "input") {
    return run_input;
  }
  if (kind == "merge" && has_bundle_keys(vector)) {
    return [](Value merge, Transcript& transcript) { run_merge(merge, tests::keyring_of(merge), transcript); };
  }
  return nullptr;  // outside.cpp runs it, or refuses an unknown kind
}

}  // namespace

void add_groups(std::size_t, Cases& cases) {
  add_vectors(PITH_VECTORS, choose, cases);
}

void export_files(const std::filesystem::path&) {
  throw std::runtime_error("this program exports nothing");
}

void export_file(std::size_t, const std::filesystem::path&) {
  throw std::runtime_error("this program exports nothing");
}

}  // namespace pith::determinism
