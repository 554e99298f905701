#ifndef PITH_CANON_PRINTABLE_H
#define PITH_CANON_PRINTABLE_H

// Text from outside, made safe to show. All functions are linear and safe to call from many threads.

#include <string>
#include <string_view>

namespace pith::canon {

/// A text from outside, made safe to show. Control characters, invisible characters and those that change the
/// direction of writing become escapes (`\u202e`), and so does, after two others, each mark of Unicode's blocks of
/// combining marks; each byte that is not UTF-8 becomes U+FFFD.
std::string printable(std::string_view text);

/// A text for HTML and XML, also inside an attribute in quotes. XML has no characters for some code points: give it the
/// result of printable().
std::string escape_markup(std::string_view text);

}  // namespace pith::canon

#endif
