#include "fuzz/support/signing.h"

#include <cstdlib>
#include <iterator>

#include "canon/encoding.h"
#include "fuzz/support/trust.h"

namespace pith::fuzz {

namespace reference = tests::reference;
using reference::Json;

const tests::Signer& some_signer(std::size_t choice) {
  const tests::World& people = world();
  const tests::Signer* const signers[] = {&people.registry, &people.alice,    &people.alice_again,
                                          &people.bob,      &people.carol,    &people.typed,
                                          &people.retired,  &people.stranger, &people.other_registry};
  return *signers[choice % std::size(signers)];
}

SignerKey key_of(const tests::Signer& signer) {
  SignerKey key{signer.key_id, {}};
  if (!canon::decode_base64(signer.public_key_b64(), key.public_key)) {
    // Not a claim, since it does not depend on the input.
    std::abort();
  }
  return key;
}

Sha256Digest digest_of(const Json& value) {
  return tests::crypto().sha256(reference::write(value));
}

void name_key(Json& named, const tests::Signer& signer) {
  named.members["key_id"] = reference::string_json(signer.key_id);
  named.members["public_key_fingerprint"] = reference::string_json(signer.fingerprint());
}

Sha256Digest hash_again(Json& event) {
  const Sha256Digest digest = digest_of(reference::without_envelope(event));
  event.members["content_sha256"] = reference::string_json(to_hex(digest));
  event.members["event_id"] = reference::string_json("sha256:" + to_hex(digest));
  return digest;
}

Json signature_of(const tests::Signer& signer, const Sha256Digest& digest, std::string_view message) {
  return *reference::read(tests::write_object(tests::signature_members(signer, message, signer.sign(digest))));
}

Sha256Digest sign_again(Json& event, const tests::Signer& signer) {
  const Sha256Digest digest = hash_again(event);
  event.members["signature"] = signature_of(signer, digest, "open_graph_event_sha256_bytes");
  return digest;
}

}  // namespace pith::fuzz
