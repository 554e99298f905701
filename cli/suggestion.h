#ifndef PITH_CLI_SUGGESTION_H
#define PITH_CLI_SUGGESTION_H

// "Did you mean": the known name that a misspelt one was probably meant to be.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pith::cli {

/// The first of the known names that are closest to `name`; std::nullopt if none is close. Dashes in front and the case
/// of letters make no difference. A name is also close if `name` is its beginning.
/// Time is bounded, because nothing is close to a name that is longer than every known one.
std::optional<std::string> closest(std::string_view name, const std::vector<std::string>& known);

}  // namespace pith::cli

#endif
