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

// Reads conformance vectors. tests/vectors/README.md lists their members. Each function needs a sound vector, and may
// throw if it is not.

/// Every vector below a folder, sorted.
std::vector<std::filesystem::path> list_vectors(const std::filesystem::path& folder);

std::string json_of(canon::Value value);

/// The text of a member that is a string.
std::string text_of(canon::Value object, std::string_view member);

/// The bytes of strict base64 (SPEC 3.8) of any length; std::nullopt if the text is not strict.
std::optional<std::string> decode_any_base64(std::string_view text);

/// The keys of `keys`, and the built-in key if `default_keys` is true.
Keyring given_keyring_of(canon::Value vector);

/// These keys, and those of `bundle_keys`.
Keyring keyring_of(canon::Value vector);

std::vector<Alias> aliases_of(canon::Value vector);

/// A keyring in the form in which vectors of the kind `keyring` state it.
std::string describe_keys(const Keyring& keyring);

/// The warnings about events, as a JSON array of [code, event id], sorted.
std::string describe_warnings(const std::vector<Warning>& given);

}  // namespace pith::tests

#endif
