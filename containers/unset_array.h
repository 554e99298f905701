#ifndef PITH_CONTAINERS_UNSET_ARRAY_H
#define PITH_CONTAINERS_UNSET_ARRAY_H

#include <cstddef>
#include <memory>

namespace pith::canon {

/// An array whose elements are left as they come, to be written before they are read. The standard library's own
/// make_unique_for_overwrite, which libc++ has from version 16 on.
template <class T>
std::unique_ptr<T[]> make_unset_array(std::size_t count) {
  return std::unique_ptr<T[]>(new T[count]);
}

}  // namespace pith::canon

#endif
