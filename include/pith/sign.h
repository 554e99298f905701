#ifndef PITH_SIGN_H
#define PITH_SIGN_H

/// @file
/// Completing a draft: the digest to sign, and the event with the envelope around a signature. SPEC 4.2.
///
/// The private key stays with the caller: in a file, a hardware key or a key management service.
///
///     const pith::Result<pith::Sha256Digest> digest = pith::draft_digest(draft, key, crypto);
///     ... sign the 32 bytes of *digest with Ed25519 ...
///     const pith::Result<std::string> event = pith::complete_draft(draft, key, signature, "2026-07-05T14:38:00Z",
///     crypto);
///
/// A draft is the whole content of an event, without its envelope (SPEC 4.1). Only `key_id` and
/// `public_key_fingerprint` of its `signer` may be missing: they are filled in.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pith/crypto.h"
#include "pith/event.h"
#include "pith/export.h"
#include "pith/result.h"

namespace pith {

/// The public half of a key that signs, and the name by which signatures name it.
struct SignerKey {
  std::string key_id;                            ///< at most 1,024 bytes of UTF-8 (SPEC 3.6)
  std::array<std::uint8_t, 32> public_key = {};  ///< Ed25519, as RFC 8032 encodes it
};

/// An Ed25519 signature: R and then S (SPEC 3.8).
using SignatureBytes = std::array<std::uint8_t, 64>;

/// The key's entry for a keyring, in canonical form, without a newline: `algorithm`, `key_id` and `public_key_b64`. It
/// binds the key to nothing: whoever trusts the key adds `signer_id` and `signer_type`. SPEC 3.1, 3.3.
/// Errors: `bad_key` without a place, if no keyring would take it (SPEC 3.6). Constant time. Pure.
PITH_API Result<std::string> key_entry(const SignerKey& key, const Crypto& crypto);

/// The content digest of a draft: the 32 bytes to sign. SPEC 4.2.
/// Errors: those of the JSON (SPEC 1.4); `unreadable` over the size limit; `bad_key` as for key_entry(); `not_a_draft`
/// with the place, if the draft is not an object, has a member of the envelope, names another key as its signer's, or
/// is not what a merge takes as an event (SPEC 9.5); `not_accepted` without a place, if no signature would make it an
/// event that passes SPEC 4.5 to 4.8 under this key, bound to the signer that the draft names. `*reason`, unless null,
/// is set to the check that fails, or to none.
/// Whether `prev_event` is valid, and whether the event forks, depends on other events, and is not checked.
/// Time n log n, memory proportional to n. Pure.
PITH_API Result<Sha256Digest> draft_digest(std::string_view draft_json, const SignerKey& key, const Crypto& crypto,
                                           std::optional<Reason>* reason = nullptr);

/// The event: the draft with the envelope around a signature, in canonical form, without a newline. SPEC 4.2.
/// Needs is_instant(signed_at). Nothing signs `signed_at`; everything else follows from the draft and the signature.
/// Errors: as for draft_digest(), and `not_accepted` with Reason::bad_signature if the signature does not hold.
/// Time n log n, memory proportional to n. Pure.
PITH_API Result<std::string> complete_draft(std::string_view draft_json, const SignerKey& key,
                                            const SignatureBytes& signature, std::string_view signed_at,
                                            const Crypto& crypto, std::optional<Reason>* reason = nullptr);

}  // namespace pith

#endif
