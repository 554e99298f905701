#ifndef PITH_TESTS_SUPPORT_ODD_JSON_H
#define PITH_TESTS_SUPPORT_ODD_JSON_H

#include <cstddef>
#include <string>

#include "tests/support/chance.h"

namespace pith::tests {

/// A few characters in UTF-8, most of them at the edge of some rule: controls, quotes, both sides of the surrogates,
/// pairs whose order by UTF-16 differs from their order by code point (SPEC 1.1 and 1.2).
std::string odd_text(Chance& chance);

/// A number in some spelling: `-0`, long integers, binary64 of any size and near every change of form (SPEC 1.3).
std::string odd_number(Chance& chance);

/// The text of a JSON value, at most `depth_max` containers deep.
std::string odd_json(Chance& chance, std::size_t depth_max);

/// The text of a JSON object, at most `depth_max` containers deep. Needs depth_max >= 1.
std::string odd_object(Chance& chance, std::size_t depth_max);

}  // namespace pith::tests

#endif
