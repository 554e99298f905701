#ifndef PITH_CANON_COUNT_H
#define PITH_CANON_COUNT_H

#include <cstddef>
#include <cstdint>
#include <string>

namespace pith::canon {

/// A number for people, with a comma between each three digits: `4,999`.
inline std::string with_thousands(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t end = digits.size(); end > 3; end -= 3) {
    digits.insert(end - 3, ",");
  }
  return digits;
}

}  // namespace pith::canon

#endif
