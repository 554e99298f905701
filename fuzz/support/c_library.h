#ifndef PITH_FUZZ_SUPPORT_C_LIBRARY_H
#define PITH_FUZZ_SUPPORT_C_LIBRARY_H

#include <locale.h>
#include <stdlib.h>

#include <string>

namespace pith::fuzz {

/// The value that the C library reads from a number, in the locale "C".
inline double read_with_c_library(const std::string& number, bool* is_read_to_its_end = nullptr) {
  static const locale_t locale = newlocale(LC_ALL_MASK, "C", static_cast<locale_t>(nullptr));
  char* end = nullptr;
  const double value = strtod_l(number.c_str(), &end, locale);
  if (is_read_to_its_end != nullptr) {
    *is_read_to_its_end = *end == '\0';
  }
  return value;
}

}  // namespace pith::fuzz

#endif
