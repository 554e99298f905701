#ifndef PITH_TESTS_SUPPORT_VECTORS_H
#define PITH_TESTS_SUPPORT_VECTORS_H

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/document.h"
#include "pith/keyring.h"
#include "pith/state.h"

namespace pith::tests {

// Reading conformance vectors, whose members tests/vectors/README.md lists. Each function needs a vector that is sound,
// and may throw where it is not.

/// Every vector below a folder, sorted.
std::vector<std::filesystem::path> list_vectors(const std::filesystem::path& folder);

std::string json_of(canon::Value value);

/// A member that is a string.
std::string text_of(canon::Value object, std::string_view member);

/// The bytes of base64 of any length; none where it is not the one spelling.
std::optional<std::string> decode_any_base64(std::string_view text);

/// A vector's keys, with the built-in key where `default_keys` is true.
Keyring given_keyring_of(canon::Value vector);

/// These and those of `bundle_keys`.
Keyring keyring_of(canon::Value vector);

std::vector<Alias> aliases_of(canon::Value vector);

/// A keyring as vectors of the kind `keyring` describe it.
std::string describe_keys(const Keyring& keyring);

/// The warnings about events, as JSON: [code, event id] each, sorted.
std::string describe_warnings(const State& state);

}  // namespace pith::tests

#endif
