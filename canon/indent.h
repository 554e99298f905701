#ifndef PITH_CANON_INDENT_H
#define PITH_CANON_INDENT_H

#include <cstddef>
#include <string>
#include <string_view>

namespace pith::canon {

/// Spreads JSON over lines for people to read, with unsafe characters escaped as by printable(). Needs valid JSON
/// without white space between its tokens. Stops after the token with which the result gets longer than `bytes_max`
/// bytes, if there is one.
std::string indent(std::string_view json_text, std::size_t bytes_max = std::string::npos);

}  // namespace pith::canon

#endif
