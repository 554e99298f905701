#include "pith/result.h"

namespace pith {

std::string_view name(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::syntax:
      return "syntax";
    case ErrorCode::trailing_data:
      return "trailing_data";
    case ErrorCode::byte_order_mark:
      return "byte_order_mark";
    case ErrorCode::invalid_utf8:
      return "invalid_utf8";
    case ErrorCode::lone_surrogate:
      return "lone_surrogate";
    case ErrorCode::duplicate_key:
      return "duplicate_key";
    case ErrorCode::number_out_of_range:
      return "number_out_of_range";
    case ErrorCode::depth_exceeded:
      return "depth_exceeded";
    case ErrorCode::not_a_bundle:
      return "not_a_bundle";
    case ErrorCode::not_an_event:
      return "not_an_event";
    case ErrorCode::bad_key:
      return "bad_key";
    case ErrorCode::no_subject:
      return "no_subject";
    case ErrorCode::several_subjects:
      return "several_subjects";
    case ErrorCode::unreadable:
      return "unreadable";
    case ErrorCode::empty:
      return "empty";
  }
  return "unknown";  // unreachable for a valid code
}

}  // namespace pith
