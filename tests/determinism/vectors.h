#ifndef PITH_TESTS_DETERMINISM_VECTORS_H
#define PITH_TESTS_DETERMINISM_VECTORS_H

#include <filesystem>
#include <functional>
#include <string>

#include "canon/document.h"
#include "pith/keyring.h"
#include "tests/determinism/cases.h"

namespace pith::determinism {

using RunVector = std::function<void(canon::Value, Transcript&)>;

/// Adds the vectors below a folder. `choose` returns the function that runs a vector, or nullptr to leave it out.
void add_vectors(const std::filesystem::path& folder,
                 const std::function<RunVector(const std::string& kind, canon::Value vector)>& choose, Cases& cases);

/// Whether a vector trusts keys of bundles. The public headers have no function for that.
bool has_bundle_keys(canon::Value vector);

/// Runs a vector of the kind `merge`.
void run_merge(canon::Value vector, const Keyring& keyring, Transcript& transcript);

}  // namespace pith::determinism

#endif
