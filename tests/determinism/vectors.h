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

/// Adds every vector below a folder for which `choose` gives, by its kind, what is to be run.
void add_vectors(const std::filesystem::path& folder,
                 const std::function<RunVector(const std::string& kind, canon::Value vector)>& choose, Cases& cases);

/// Whether keys of bundles are trusted in it, which the public headers have no function for.
bool has_bundle_keys(canon::Value vector);

/// A vector of the kind `merge`.
void run_merge(canon::Value vector, const Keyring& keyring, Transcript& transcript);

}  // namespace pith::determinism

#endif
