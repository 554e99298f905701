#ifndef PITH_BENCH_SUPPORT_INPUT_H
#define PITH_BENCH_SUPPORT_INPUT_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "pith/crypto.h"
#include "pith/keyring.h"

namespace pith::bench {

/// One Crypto, and one keyring with the registry's key, for all benches of a process.
const Crypto& crypto();
const Keyring& keyring();

/// A real bundle, as the registry serves it.
struct RealBundle {
  std::string name;  ///< its Pith Number's year and the first characters of its suffix
  std::string text;
};

/// The bundles of tests/data, by name.
const std::vector<RealBundle>& real_bundles();

/// Another way to write the same document.
struct Spelling {
  unsigned indent_spaces = 0;  ///< per level; 0 for one line
  bool reverse_keys = false;
  bool escape_everything = false;  ///< every character of a string as \uXXXX
};
std::string spell(std::string_view json_text, Spelling spelling);

/// Documents of about `size_bytes` bytes that are hard work for one part of the canonical form.
std::string make_escape_heavy(std::size_t size_bytes);
std::string make_number_heavy(std::size_t size_bytes);

}  // namespace pith::bench

#endif
