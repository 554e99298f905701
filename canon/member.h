#ifndef PITH_CANON_MEMBER_H
#define PITH_CANON_MEMBER_H

#include <optional>
#include <string_view>

namespace pith::canon {

/// Finds the value of a member, in canonical form, in an object in canonical form, without parsing the object again.
///
/// Needs the canonical form of an object, and a name without characters that must be escaped.
/// Returns a view into `object`, or std::nullopt if the object has no such member; members further in do not count.
/// Linear; allocates nothing. Safe to call from many threads.
std::optional<std::string_view> find_canonical_member(std::string_view object, std::string_view name);

}  // namespace pith::canon

#endif
