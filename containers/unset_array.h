#ifndef PITH_CONTAINERS_UNSET_ARRAY_H
#define PITH_CONTAINERS_UNSET_ARRAY_H

#include <cstddef>
#include <memory>

namespace pith::containers {

/// An array whose elements have no value yet: write each one before you read it. The standard library's
/// make_unique_for_overwrite does the same, but libc++ has it only from version 16 on.
template <class T>
std::unique_ptr<T[]> make_unset_array(std::size_t count) {
  return std::unique_ptr<T[]>(new T[count]);
}

}  // namespace pith::containers

#endif
