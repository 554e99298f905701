#ifndef PITH_CANON_COMPARE_H
#define PITH_CANON_COMPARE_H

#include <optional>
#include <string>

#include "canon/document.h"

namespace pith::canon {

/// The JSON pointer to the first place, in canonical order, where two values differ; nothing where they are
/// equal, that is, have the same canonical form. Linear.
std::optional<std::string> find_first_difference(Value left, Value right);

}  // namespace pith::canon

#endif
