#ifndef PITH_TESTS_SUPPORT_RESPELL_H
#define PITH_TESTS_SUPPORT_RESPELL_H

#include <string>
#include <string_view>

#include "tests/support/chance.h"

namespace pith::tests {

/// The same JSON document spelled differently: the order of members, white space, escapes, zeros in numbers. Needs a
/// text that is not refused as JSON.
std::string respell(std::string_view json_text, Chance& chance);

}  // namespace pith::tests

#endif
