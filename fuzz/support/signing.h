#ifndef PITH_FUZZ_SUPPORT_SIGNING_H
#define PITH_FUZZ_SUPPORT_SIGNING_H

#include <cstddef>
#include <string_view>

#include "pith/sign.h"
#include "tests/support/reference.h"
#include "tests/support/signer.h"

namespace pith::fuzz {

/// One of nine signers of world(), by a number that is taken modulo nine. Not all of them are in keyring().
const tests::Signer& some_signer(std::size_t choice);

/// The public half of a signer's key.
SignerKey key_of(const tests::Signer& signer);

/// SPEC 1.1: the hash of the canonical form.
Sha256Digest digest_of(const tests::reference::Json& value);

/// SPEC 4.1: lets the `signer` of an event name the key of a signer. Needs an object.
void name_key(tests::reference::Json& named, const tests::Signer& signer);

/// SPEC 4.2: sets `content_sha256` and `event_id`. Returns the content digest. Needs an object.
Sha256Digest hash_again(tests::reference::Json& event);

/// SPEC 4.2: a signature over a digest.
tests::reference::Json signature_of(const tests::Signer& signer, const Sha256Digest& digest, std::string_view message);

/// SPEC 4.2: sets the whole envelope. Returns the content digest. Needs an object.
Sha256Digest sign_again(tests::reference::Json& event, const tests::Signer& signer);

}  // namespace pith::fuzz

#endif
