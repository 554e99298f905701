#ifndef PITH_CANON_INDENT_H
#define PITH_CANON_INDENT_H

#include <string>
#include <string_view>

namespace pith::canon {

/// Spreads JSON over lines for people to read, with unsafe characters escaped as by printable(). Needs valid JSON
/// without white space between its tokens.
std::string indent(std::string_view json_text);

}  // namespace pith::canon

#endif
