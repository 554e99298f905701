#ifndef PITH_FUZZ_SUPPORT_MARKUP_H
#define PITH_FUZZ_SUPPORT_MARKUP_H

#include <string>
#include <string_view>

namespace pith::fuzz {

// What is wrong with a document that shows texts from outside; the empty text if nothing is. Each is linear.

/// It must be UTF-8 without control characters other than line feeds, and without those that change the direction of
/// writing.
std::string character_fault(std::string_view document);

/// Of SVG and HTML: every element has an end and every attribute has quotes. No `<` and no `&` is left in a text. There
/// are no scripts, and nothing is linked to but places in the document.
std::string markup_fault(std::string_view document);

/// Of DOT: every string has an end, with the escapes that Graphviz knows. Outside of strings there is only its syntax.
std::string dot_fault(std::string_view document);

}  // namespace pith::fuzz

#endif
