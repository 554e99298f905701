#include "capi/guard.h"

#include <algorithm>
#include <exception>
#include <new>

namespace pith::capi {
namespace {

pith_error_code code_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::syntax:
      return PITH_ERROR_SYNTAX;
    case ErrorCode::trailing_data:
      return PITH_ERROR_TRAILING_DATA;
    case ErrorCode::byte_order_mark:
      return PITH_ERROR_BYTE_ORDER_MARK;
    case ErrorCode::invalid_utf8:
      return PITH_ERROR_INVALID_UTF8;
    case ErrorCode::lone_surrogate:
      return PITH_ERROR_LONE_SURROGATE;
    case ErrorCode::duplicate_key:
      return PITH_ERROR_DUPLICATE_KEY;
    case ErrorCode::number_out_of_range:
      return PITH_ERROR_NUMBER_OUT_OF_RANGE;
    case ErrorCode::depth_exceeded:
      return PITH_ERROR_DEPTH_EXCEEDED;
    case ErrorCode::not_a_bundle:
      return PITH_ERROR_NOT_A_BUNDLE;
    case ErrorCode::not_an_event:
      return PITH_ERROR_NOT_AN_EVENT;
    case ErrorCode::bad_key:
      return PITH_ERROR_BAD_KEY;
    case ErrorCode::no_subject:
      return PITH_ERROR_NO_SUBJECT;
    case ErrorCode::several_subjects:
      return PITH_ERROR_SEVERAL_SUBJECTS;
    case ErrorCode::unreadable:
      return PITH_ERROR_UNREADABLE;
    case ErrorCode::empty:
      return PITH_ERROR_EMPTY;
    case ErrorCode::not_found:
      return PITH_ERROR_NOT_FOUND;
    case ErrorCode::too_large:
      return PITH_ERROR_TOO_LARGE;
    case ErrorCode::not_a_verdict:
      return PITH_ERROR_NOT_A_VERDICT;
    case ErrorCode::not_evidence:
      return PITH_ERROR_NOT_EVIDENCE;
    case ErrorCode::ambiguous:
      return PITH_ERROR_AMBIGUOUS;
    case ErrorCode::not_a_draft:
      return PITH_ERROR_NOT_A_DRAFT;
    case ErrorCode::not_accepted:
      return PITH_ERROR_NOT_ACCEPTED;
  }
  return PITH_ERROR_INTERNAL;  // unreachable for a valid code
}

bool is_utf8_continuation(char character) noexcept {
  return (static_cast<unsigned char>(character) & 0xC0U) == 0x80U;
}

}  // namespace

pith_error_code fail(pith_error* error, pith_error_code code, std::string_view message) noexcept {
  if (error == nullptr) {
    return code;
  }
  *error = pith_error{};
  error->code = code;
  error->input = PITH_NO_INPUT;
  std::size_t size_bytes = std::min(message.size(), sizeof error->message - 1);
  while (size_bytes < message.size() && size_bytes > 0 && is_utf8_continuation(message[size_bytes])) {
    --size_bytes;
  }
  std::copy_n(message.data(), size_bytes, error->message);
  return code;
}

pith_error_code fail(pith_error* error, const Error& refusal, std::size_t input) noexcept {
  const pith_error_code code = fail(error, code_of(refusal.code), refusal.explanation);
  if (error != nullptr) {
    error->input = input;
    error->offset_bytes = refusal.place.offset_bytes;
    error->line = refusal.place.line;
    error->column = refusal.place.column;
  }
  return code;
}

pith_error_code succeed(pith_error* error) noexcept {
  return fail(error, PITH_OK, "");
}

pith_error_code fail_argument(pith_error* error, std::string_view message) noexcept {
  return fail(error, PITH_ERROR_INVALID_ARGUMENT, message);
}

#if defined(__cpp_exceptions)
pith_error_code fail_with_exception(pith_error* error) noexcept {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return fail(error, PITH_ERROR_OUT_OF_MEMORY, "out of memory");
  } catch (const SystemFailure& failure) {
    return fail(error, PITH_ERROR_SYSTEM_FAILURE, failure.what());
  } catch (const std::exception& exception) {
    return fail(error, PITH_ERROR_INTERNAL, exception.what());
  } catch (...) {
    return fail(error, PITH_ERROR_INTERNAL, "an unknown exception");
  }
}
#endif

pith_error_code give_buffer(std::string_view text, pith_buffer* out, pith_error* error) noexcept {
  char* const data = static_cast<char*>(std::malloc(text.size() + 1));
  if (data == nullptr) {
    return fail(error, PITH_ERROR_OUT_OF_MEMORY, "out of memory");
  }
  std::copy(text.begin(), text.end(), data);
  data[text.size()] = '\0';
  *out = {data, text.size()};
  return succeed(error);
}

}  // namespace pith::capi

const char* pith_error_name(uint32_t code) {
  switch (code) {
    case PITH_OK:
      return "ok";
    case PITH_ERROR_SYNTAX:
      return "syntax";
    case PITH_ERROR_TRAILING_DATA:
      return "trailing_data";
    case PITH_ERROR_BYTE_ORDER_MARK:
      return "byte_order_mark";
    case PITH_ERROR_INVALID_UTF8:
      return "invalid_utf8";
    case PITH_ERROR_LONE_SURROGATE:
      return "lone_surrogate";
    case PITH_ERROR_DUPLICATE_KEY:
      return "duplicate_key";
    case PITH_ERROR_NUMBER_OUT_OF_RANGE:
      return "number_out_of_range";
    case PITH_ERROR_DEPTH_EXCEEDED:
      return "depth_exceeded";
    case PITH_ERROR_NOT_A_BUNDLE:
      return "not_a_bundle";
    case PITH_ERROR_NOT_AN_EVENT:
      return "not_an_event";
    case PITH_ERROR_BAD_KEY:
      return "bad_key";
    case PITH_ERROR_NO_SUBJECT:
      return "no_subject";
    case PITH_ERROR_SEVERAL_SUBJECTS:
      return "several_subjects";
    case PITH_ERROR_UNREADABLE:
      return "unreadable";
    case PITH_ERROR_EMPTY:
      return "empty";
    case PITH_ERROR_NOT_FOUND:
      return "not_found";
    case PITH_ERROR_TOO_LARGE:
      return "too_large";
    case PITH_ERROR_NOT_A_VERDICT:
      return "not_a_verdict";
    case PITH_ERROR_NOT_EVIDENCE:
      return "not_evidence";
    case PITH_ERROR_AMBIGUOUS:
      return "ambiguous";
    case PITH_ERROR_NOT_A_DRAFT:
      return "not_a_draft";
    case PITH_ERROR_NOT_ACCEPTED:
      return "not_accepted";
    case PITH_ERROR_OUT_OF_MEMORY:
      return "out_of_memory";
    case PITH_ERROR_SYSTEM_FAILURE:
      return "system_failure";
    case PITH_ERROR_INTERNAL:
      return "internal";
    case PITH_ERROR_INVALID_ARGUMENT:
      return "invalid_argument";
    case PITH_ERROR_DIFFERENT_SETS:
      return "different_sets";
    default:
      return "unknown";
  }
}
