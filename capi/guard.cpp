#include "capi/guard.h"

#include <algorithm>
#include <new>
#include <stdexcept>

namespace pith::capi {
namespace {

// The values are fixed by the header, and follow the order of ErrorCode.
static_assert(static_cast<int>(ErrorCode::syntax) + 1 == PITH_ERROR_SYNTAX);
static_assert(static_cast<int>(ErrorCode::bad_key) + 1 == PITH_ERROR_BAD_KEY);
static_assert(static_cast<int>(ErrorCode::empty) + 1 == PITH_ERROR_EMPTY);

pith_error_code code_of(ErrorCode code) noexcept {
  return static_cast<pith_error_code>(static_cast<int>(code) + 1);
}

bool is_utf8_continuation(char character) noexcept {
  return (static_cast<unsigned char>(character) & 0xC0U) == 0x80U;
}

bool has_place(ErrorCode code) noexcept {
  return code != ErrorCode::no_subject && code != ErrorCode::several_subjects && code != ErrorCode::unreadable &&
         code != ErrorCode::empty;
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
    if (has_place(refusal.code)) {
      error->offset_bytes = refusal.place.offset_bytes;
      error->line = refusal.place.line;
      error->column = refusal.place.column;
    }
  }
  return code;
}

pith_error_code succeed(pith_error* error) noexcept {
  return fail(error, PITH_OK, "");
}

pith_error_code fail_argument(pith_error* error, std::string_view message) noexcept {
  return fail(error, PITH_ERROR_INVALID_ARGUMENT, message);
}

pith_error_code fail_with_exception(pith_error* error) noexcept {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return fail(error, PITH_ERROR_OUT_OF_MEMORY, "out of memory");
  } catch (const std::length_error&) {  // more than any machine has
    return fail(error, PITH_ERROR_OUT_OF_MEMORY, "out of memory");
  } catch (const SystemFailure& failure) {
    return fail(error, PITH_ERROR_SYSTEM_FAILURE, failure.what());
  } catch (const std::exception& exception) {
    return fail(error, PITH_ERROR_INTERNAL, exception.what());
  } catch (...) {
    return fail(error, PITH_ERROR_INTERNAL, "an unknown exception");
  }
}

}  // namespace pith::capi

const char* pith_error_name(pith_error_code code) {
  switch (code) {
    case PITH_OK:
      return "ok";
    case PITH_ERROR_NOT_FOUND:
      return "not_found";
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
      break;
  }
  const int number = static_cast<int>(code);
  const bool is_refusal = number >= PITH_ERROR_SYNTAX && number <= PITH_ERROR_EMPTY;
  // Names are literals, and so end in a zero byte.
  return is_refusal ? name(static_cast<pith::ErrorCode>(number - 1)).data() : "unknown";
}
