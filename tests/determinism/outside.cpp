// The cases that need only the public headers. A shared library exports nothing else, and this program may link one.

#include <stdexcept>

#include "canon/document.h"
#include "pith/bundle.h"
#include "pith/canonical.h"
#include "tests/determinism/groups.h"
#include "tests/determinism/vectors.h"
#include "tests/support/signer.h"
#include "tests/support/vectors.h"

namespace pith::determinism {
namespace {

using canon::Value;
using tests::text_of;

void run_canon(Value vector, Transcript& transcript) {
  transcript.add("canonical", canonical_json(*tests::decode_any_base64(text_of(vector, "input_b64"))));
}

void run_keyring(Value vector, Transcript& transcript) {
  Keyring keyring(tests::crypto());
  for (const Value document : canon::Elements(*vector.find("documents"))) {
    if (const Result<void> added = keyring.add(document.text()); !added) {
      transcript.add("refused", added.error());
    }
    transcript.add("keys", std::string_view(tests::describe_keys(keyring)));
  }
}

void run_bundle(Value vector, Transcript& transcript) {
  const Keyring keyring = tests::given_keyring_of(vector);
  const Result<Bundle> bundle = Bundle::parse(text_of(vector, "bundle"));
  if (!bundle) {
    transcript.add("refused", bundle.error());
    return;
  }
  transcript.add("signature_holds", bundle->has_trusted_signature(keyring));
  transcript.add("report", bundle->verify(keyring));
}

RunVector choose(const std::string& kind, Value vector) {
  if (kind == "canon") {
    return run_canon;
  }
  if (kind == "keyring") {
    return run_keyring;
  }
  if (kind == "bundle") {
    return run_bundle;
  }
  if (kind == "signature" || kind == "input" || (kind == "merge" && has_bundle_keys(vector))) {
    return nullptr;  // inside.cpp runs it
  }
  if (kind == "merge") {
    return [](Value merge, Transcript& transcript) { run_merge(merge, tests::given_keyring_of(merge), transcript); };
  }
  throw std::runtime_error("a vector of an unknown kind: " + kind);
}

}  // namespace

void add_groups(std::size_t sets, Cases& cases) {
  add_vectors(PITH_VECTORS, choose, cases);
  add_bundles(PITH_BUNDLES, cases);
  add_numbers(cases);
  add_strings(cases);
  add_sets(sets, cases);
}

void export_files(const std::filesystem::path& folder) {
  export_sets(folder);
}

void export_file(std::size_t sets, const std::filesystem::path& path) {
  export_set_list(sets, path);
}

}  // namespace pith::determinism
