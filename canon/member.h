#ifndef PITH_CANON_MEMBER_H
#define PITH_CANON_MEMBER_H

#include <optional>
#include <string_view>

namespace pith::canon {

/// A member's value, in canonical form, out of an object in canonical form, without parsing it again; nothing where
/// there is no such member. Needs the canonical form of an object, and a name that has nothing to escape. Linear.
std::optional<std::string_view> find_canonical_member(std::string_view object, std::string_view name);

}  // namespace pith::canon

#endif
