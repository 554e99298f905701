#ifndef PITH_ENGINE_EVENTS_SIGN_H
#define PITH_ENGINE_EVENTS_SIGN_H

#include <string>
#include <string_view>

#include "pith/sign.h"

namespace pith::engine {

/// A draft with the two names of its signer's key filled in, in canonical form: the content whose digest is signed.
/// Errors: those of draft_digest(), except `not_accepted`. Time n log n, memory proportional to n. Pure.
Result<std::string> fill_draft(std::string_view draft_json, const SignerKey& key, const Crypto& crypto);

}  // namespace pith::engine

#endif
