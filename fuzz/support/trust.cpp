#include "fuzz/support/trust.h"

#include <cstdlib>

namespace pith::fuzz {
namespace {

// The built-in key (SPEC 3.4), and the keys that tests/vectors/README.md lists.
const std::vector<std::string> fixed_entries = {
    R"({"key_id":"pith-v1-2026-05","algorithm":"ed25519",)"
    R"("public_key_b64":"stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM=",)"
    R"("signer_id":"pith.science","signer_type":"pith_registry"})",
    R"({"key_id":"vector-registry","algorithm":"ed25519",)"
    R"("public_key_b64":"7q6nQxUFEFKKY6K6A+uAkE5T1yEVmd1eNG+3lU/UcYw=",)"
    R"("signer_id":"registry.example","signer_type":"pith_registry"})",
    R"({"key_id":"vector-alice","algorithm":"ed25519",)"
    R"("public_key_b64":"cvI2KoYYhuKyrhbs02xMNuAcX3+AVtWrx9Zf5RE/zZ4=",)"
    R"("signer_id":"alice","signer_type":"author"})",
    R"({"key_id":"vector-alice-later","algorithm":"ed25519",)"
    R"("public_key_b64":"fv76f0np5rAH3GhsLAfPSxzoi7Vzpx7Ki1bvwpw1CRE=",)"
    R"("signer_id":"alice","signer_type":"author"})",
    R"({"key_id":"vector-bob","algorithm":"ed25519",)"
    R"("public_key_b64":"yAWmlayPwy/U/JEoy0XoRFpibSabMQKcnjNhuUhW6f0=",)"
    R"("signer_id":"bob","signer_type":"author"})",
    R"({"key_id":"vector-unbound","algorithm":"ed25519",)"
    R"("public_key_b64":"AtvegC5GO7vLkMlZSUX4rUf21sOqFc7yLKZt/5qUJ+k="})",
    R"({"key_id":"vector-typed","algorithm":"ed25519",)"
    R"("public_key_b64":"VuQ/u/Q6kF2Q+qgmMGK1/IRaPL9mxmWGVbHnk5TxqMU=","signer_type":"archive"})",
    R"({"key_id":"vector-named","algorithm":"ed25519",)"
    R"("public_key_b64":"Dh1gK2aoIstsJsG/jd95aBQS9R4SXGJgsqdVRtMFGwg=","signer_id":"named.example"})",
    R"({"key_id":"vector-retired","algorithm":"ed25519",)"
    R"("public_key_b64":"lZBAPfIoZ2vG/N7fAo7LHJ3Voviv8e+5RN0seOLrfuo=",)"
    R"("signer_id":"retired.example","signer_type":"author","rotates_at":"2026-06-01T00:00:00Z"})",
};

Keyring make_keyring() {
  Keyring keyring = Keyring::registry(tests::crypto());
  if (!keyring.add(tests::write_array(key_entries()))) {
    // Not a claim, since it does not depend on the input.
    std::abort();
  }
  return keyring;
}

}  // namespace

const tests::World& world() {
  static const tests::World instance;
  return instance;
}

const std::vector<std::string>& key_entries() {
  static const std::vector<std::string> entries = [] {
    std::vector<std::string> all = fixed_entries;
    all.insert(all.end(), world().key_entries.begin(), world().key_entries.end());
    return all;
  }();
  return entries;
}

VerdictCache& known_verdicts() {
  static VerdictCache instance;
  return instance;
}

const Keyring& keyring() {
  static const Keyring instance = make_keyring();
  return instance;
}

}  // namespace pith::fuzz
