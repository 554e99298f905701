#ifndef PITH_FUZZ_SUPPORT_OTHER_READER_H
#define PITH_FUZZ_SUPPORT_OTHER_READER_H

#include <set>
#include <string_view>

#include "pith/result.h"

namespace pith::fuzz {

/// What nlohmann-json, a reader that has nothing to do with ours, makes of a text.
struct OtherReading {
  bool is_json = false;
  /// For what reasons of SPEC 1.4 we must refuse what it accepts. Where it accepts and there is none, so must we.
  std::set<ErrorCode> faults;
};

OtherReading read_otherwise(std::string_view text);

}  // namespace pith::fuzz

#endif
