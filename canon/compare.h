#ifndef PITH_CANON_COMPARE_H
#define PITH_CANON_COMPARE_H

#include <optional>
#include <string>

#include "canon/document.h"

namespace pith::canon {

/// Finds the first difference between two values, in canonical order.
///
/// Returns an RFC 6901 JSON pointer to it: "" if the values themselves differ, and the pointer to a member or element
/// if only one value has it. Returns std::nullopt if the values are equal, that is, have the same canonical form.
/// Linear in the size of the values. Safe to call from many threads.
std::optional<std::string> find_first_difference(Value left, Value right);

}  // namespace pith::canon

#endif
