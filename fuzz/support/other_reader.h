#ifndef PITH_FUZZ_SUPPORT_OTHER_READER_H
#define PITH_FUZZ_SUPPORT_OTHER_READER_H

#include <set>
#include <string_view>

#include "pith/result.h"

namespace pith::fuzz {

/// What nlohmann-json, a reader that is independent of ours, reads in a text.
struct OtherReading {
  bool is_json = false;
  /// If it accepts the text: the error codes of SPEC 1.4 with which we may refuse it. If there are any, we must refuse
  /// it. If there are none, we must accept it.
  std::set<ErrorCode> faults;
};

OtherReading read_otherwise(std::string_view text);

}  // namespace pith::fuzz

#endif
