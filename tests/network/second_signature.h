#ifndef PITH_TESTS_NETWORK_SECOND_SIGNATURE_H
#define PITH_TESTS_NETWORK_SECOND_SIGNATURE_H

#include <cstdint>
#include <string>

#include "pith/crypto.h"

namespace pith::tests::network {

/// Another signature over a digest that holds under the key whose private key is filled with `seed`, in base64. Ed25519
/// as usual derives the nonce from the message. Here it is the private scalar of the key that is filled with
/// `seed_of_nonce`: only the holder of a key can do that.
std::string second_signature(std::uint8_t seed, std::uint8_t seed_of_nonce, const Sha256Digest& digest);

}  // namespace pith::tests::network

#endif
